import { readFileSync } from 'node:fs';
import { printSubgraph } from '@citygraph/kit';
import { expect, it } from '@jest/globals';
import { commerce } from './index.ts';

it('emits the schema.graphql that is committed (`npm run schema` writes it)', async () => {
  expect(await printSubgraph(commerce)).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
});
