import { expect, it } from '@jest/globals';
import { type ConstDirectiveNode, Kind, parse, valueFromASTUntyped } from 'graphql';
import { CITYGRAPH_DIRECTIVES, CITYGRAPH_SPEC_URL, departmentSchemaHead, FEDERATION_SPEC_URL } from './directives.ts';

const { definitions } = parse(departmentSchemaHead());
const onSchema = definitions.flatMap((node) => (node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : []));
const argumentsOf = (directive: ConstDirectiveNode): Record<string, unknown> =>
  Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
const applied = (name: string) => onSchema.filter((directive) => directive.name.value === name).map(argumentsOf);

it('links federation 2.9, which both composers know, and the hub’s own spec', () => {
  expect(applied('link').map(({ url }) => url)).toEqual([FEDERATION_SPEC_URL, CITYGRAPH_SPEC_URL]);
  expect(applied('link')[0]?.import).toEqual(
    expect.arrayContaining([
      '@key',
      '@shareable',
      '@authenticated',
      '@requiresScopes',
      '@policy',
      '@cost',
      '@listSize',
    ]),
  );
});

it('imports, composes and defines each directive of the hub, and no other', () => {
  const own = Object.keys(CITYGRAPH_DIRECTIVES);
  const names = own.map((name) => `@${name}`);
  expect(applied('link')[1]?.import).toEqual(names);
  expect(applied('composeDirective').map(({ name }) => name)).toEqual(names);
  const defined = definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : []));
  expect(defined).toEqual(own);
});
