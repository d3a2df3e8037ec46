/** The federation version departments and plugins link; the second composer ends there. */
export const FEDERATION_SPEC_URL = 'https://specs.apollo.dev/federation/v2.9';

/** The hub's own directives. */
export const CITYGRAPH_SPEC_URL = 'https://citygraph.dev/citygraph/v1.0';

/** Directives of the federation specification that departments import, with their sign. */
export const FEDERATION_IMPORTS = [
  '@key',
  '@external',
  '@requires',
  '@provides',
  '@shareable',
  '@interfaceObject',
  '@override',
  '@tag',
  '@inaccessible',
  '@authenticated',
  '@requiresScopes',
  '@policy',
  '@cost',
  '@listSize',
  '@composeDirective',
] as const;

/** `@sensitivity(level)` is a string, so that no enum leaks into the public schema. */
export const CITYGRAPH_DIRECTIVES = {
  sensitivity: 'directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT',
  purpose: 'directive @purpose(any: [String!]!) on FIELD_DEFINITION',
  pairwise: 'directive @pairwise on OBJECT',
  extensible: 'directive @extensible on OBJECT | INTERFACE',
} as const;

/** What the SDL of every department begins with: links, composed directives and their definitions. */
export function departmentSchemaHead(): string {
  const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
  const own = Object.keys(CITYGRAPH_DIRECTIVES).map((name) => `@${name}`);
  return [
    'extend schema',
    `  @link(url: ${JSON.stringify(FEDERATION_SPEC_URL)}, import: [${quoted(FEDERATION_IMPORTS)}])`,
    `  @link(url: ${JSON.stringify(CITYGRAPH_SPEC_URL)}, import: [${quoted(own)}])`,
    ...own.map((name) => `  @composeDirective(name: ${JSON.stringify(name)})`),
    '',
    ...Object.values(CITYGRAPH_DIRECTIVES),
    '',
  ].join('\n');
}

/** What plugins may use of federation and of the hub's own spec. */
const PLUGIN_FEDERATION_IMPORTS = [
  '@key',
  '@external',
  '@requires',
  '@shareable',
  '@tag',
  '@inaccessible',
  '@cost',
  '@listSize',
] as const;
const PLUGIN_DIRECTIVES = ['sensitivity', 'purpose'] as const;

/** What the SDL of a plugin begins with: links, and the definitions of the hub's directives that it may put on its own fields. */
export function pluginSchemaHead(): string {
  const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
  return [
    'extend schema',
    `  @link(url: ${JSON.stringify(FEDERATION_SPEC_URL)}, import: [${quoted(PLUGIN_FEDERATION_IMPORTS)}])`,
    `  @link(url: ${JSON.stringify(CITYGRAPH_SPEC_URL)}, import: [${quoted(PLUGIN_DIRECTIVES.map((name) => `@${name}`))}])`,
    '',
    ...PLUGIN_DIRECTIVES.map((name) => CITYGRAPH_DIRECTIVES[name]),
    '',
  ].join('\n');
}
