import { readFileSync } from 'node:fs';
import { printSubgraph } from '@citygraph/kit';
import { expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { government } from './index.ts';

it('emits the schema.graphql that is committed (`npm run schema` writes it)', async () => {
  const committed = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  expect(await printSubgraph(government)).toBe(committed);
});

it('answers a reference to every type that has a key', async () => {
  const keyed = parse(await printSubgraph(government)).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.directives?.some(({ name }) => name.value === 'key')
      ? [definition.name.value]
      : [],
  );
  expect(keyed.length).toBeGreaterThan(0);
  expect(Object.keys(government.references).sort()).toEqual(keyed.sort());
});
