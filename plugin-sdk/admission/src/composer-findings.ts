import type { Finding } from '@citygraph/composition';
import type { RuleName } from './admission.ts';
import { type Draft, draft } from './rule.ts';
import type { FixKey } from './words/words.ts';

/** Composers' codes that say what one of our rules says; the rest is COMPOSES. */
const RULES: readonly (readonly [RegExp, RuleName])[] = [
  [/^COMPOSERS_DISAGREE$/, 'DISAGREE'],
  [/^LABELS_DISAGREE$/, 'FOREIGN_LABEL'],
  [/^(DEADLINE|MEMORY)_EXCEEDED$/, 'TOO_LARGE'],
  [/^INVALID_FIELD_SHARING$/, 'SHAREABLE'],
  [/^OVERRIDE_/, 'OVERRIDE'],
  [/^PROVIDES_/, 'PROVIDES'],
  [/INTERFACE_OBJECT/, 'INTERFACE_OBJECT'],
  [/^(ENUM_|EMPTY_MERGED_ENUM)/, 'ENUM'],
  [
    /^(TYPE_KIND_MISMATCH|FIELD_TYPE_MISMATCH|EXTERNAL_TYPE_MISMATCH|REQUIRED_INPUT_FIELD|REQUIRED_ARGUMENT|(FIELD_|EXTERNAL_)?ARGUMENT_|INPUT_FIELD)/,
    'CHANGED',
  ],
  [/^(UNKNOWN_LINK_VERSION|UNKNOWN_FEDERATION_LINK_VERSION|INVALID_LINK|UNSUPPORTED_FEATURE)/, 'LINK'],
];

const FIXES = {
  DISAGREE: 'disagree',
  FOREIGN_LABEL: 'foreign-label',
  TOO_LARGE: 'too-large.composers',
  SHAREABLE: 'shareable.external',
  CHANGED: 'changed.copy',
} as const satisfies Readonly<Partial<Record<RuleName, FixKey>>>;

const fixOf = (rule: RuleName) => (rule in FIXES ? FIXES[rule as keyof typeof FIXES] : 'composes');

/** What composers say about the graph with the plugin in it. The second's words are left out where it says the same as the first. */
export function draftsOf(errors: readonly Finding[], plugin: string): [RuleName, Draft][] {
  const drafts = errors.map((error): [RuleName, Draft, Finding] => {
    const rule = RULES.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'COMPOSES';
    const { composer, code, message } = error;
    const coordinate = error.coordinate ?? coordinateIn(message, rule);
    const found = error.places?.find(({ subgraph }) => subgraph === plugin);
    const more = found ? { place: { line: found.line, column: found.column } } : {};
    const fix = fixOf(rule);
    const drafted =
      composer === 'hub'
        ? draft(coordinate, ['composes.hub', fix], { said: message }, more)
        : draft(coordinate, ['composes.composer', fix], { said: shortened(message), composer, code }, more);
    return [rule, drafted, error];
  });
  const first = new Set(drafts.flatMap(([rule, , { composer }]) => (composer === 'apollo' ? rule : [])));
  const kept = drafts.filter(([rule, , { composer }]) => composer !== 'guild' || !first.has(rule));
  const isAllRefused = first.size > 0 && drafts.some(([, , { composer }]) => composer === 'guild');
  return kept.filter(([rule]) => rule !== 'DISAGREE' || !isAllRefused).map(([rule, drafted]) => [rule, drafted]);
}

/** Composers quote coordinates: `Field "Place.name" …`, `Type "Place" …`. A lower-case word is a subgraph's name. */
function coordinateIn(message: string, rule: RuleName): string | null {
  if (rule === 'ENUM') return /[Ee]num type "(\w+)"/.exec(message)?.[1] ?? null;
  const quoted = [...message.matchAll(/["'`]([A-Za-z_]\w*(?:\.[A-Za-z_]\w*(?:\([A-Za-z_]\w*:\))?)?)["'`]/g)].flatMap(
    ([, one]) => one ?? [],
  );
  return quoted.find((one) => one.includes('.')) ?? quoted.find((one) => /^[A-Z]/.test(one)) ?? null;
}

/** A query that cannot be satisfied is printed with all its branches. */
const shortened = (message: string): string => (message.length > 1_200 ? `${message.slice(0, 1_200)} …` : message);
