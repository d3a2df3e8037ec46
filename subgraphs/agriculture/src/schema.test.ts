import { readFileSync } from 'node:fs';
import { printSubgraph } from '@citygraph/kit';
import { expect, it } from '@jest/globals';
import { agriculture } from './index.ts';

it('emits the schema.graphql that is committed (`npm run schema` writes it)', async () => {
  expect(await printSubgraph(agriculture)).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
});
