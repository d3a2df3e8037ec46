import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { World } from '../fixtures/world.ts';
import type { PluginUnderTest } from '../test-plugin.ts';

export interface FuzzOptions {
  readonly seed?: string;
}
export interface FuzzReport {
  readonly problems: readonly string[];
}
export async function fuzzEntities(
  _: { readonly schema: GraphQLSchema; readonly world: World; readonly query: PluginUnderTest['query'] },
  { seed = '' }: FuzzOptions = {},
): Promise<FuzzReport> {
  return { problems: [createHash('sha256').update(seed).digest('hex')] };
}
