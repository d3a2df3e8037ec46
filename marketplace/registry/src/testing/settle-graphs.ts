import { generateSigningKey } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { type GraphPublisherOptions, graphPublisher } from '../graph-set/graph-publisher.ts';
import { storyComposer } from './story-composer.ts';

const key = await generateSigningKey();

/** Brings the head to what was decided, by the composer that takes no time. */
export async function settleGraphs(
  em: () => EntityManager,
  now: () => Date,
  options: Partial<GraphPublisherOptions> = {},
): Promise<void> {
  await graphPublisher({ em, keys: () => [key], compose: storyComposer, now, ...options }).settle();
}
