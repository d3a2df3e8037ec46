import { readFileSync } from 'node:fs';
import { printSubgraph } from '@citygraph/kit';
import { expect, it } from '@jest/globals';
import { registry } from './index.ts';

it('emits the schema.graphql that is committed (`npm run schema` writes it)', async () => {
  expect(await printSubgraph(registry)).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
});
