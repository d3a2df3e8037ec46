import { readFileSync } from 'node:fs';
import { printSubgraph } from '@citygraph/kit';
import { expect, it } from '@jest/globals';
import { government } from './index.ts';

it('emits the schema.graphql that is committed (`npm run schema` writes it)', async () => {
  const committed = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
  expect(await printSubgraph(government)).toBe(committed);
});
