import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import type { Listed } from '../operations/listed.ts';
import type { MatterKind, Waiting } from './matter.ts';
import { MATTERS } from './matters.ts';

/**
 * What waits for whoever asks, those due first. A kind that is not theirs to decide has nothing for them.
 * @throws CommandError when the hub refuses all of the kinds, or one for another reason
 */
export async function waitingForYou(hub: Hub, kinds: readonly MatterKind[], last: number): Promise<Listed<Waiting>> {
  const settled = await Promise.allSettled(kinds.map((kind) => MATTERS[kind].waiting(hub, last)));
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const grave = failures.find((error) => !(error instanceof CommandError && error.code === 'FORBIDDEN'));
  if (grave !== undefined) throw grave;
  if (failures.length === kinds.length) throw failures[0];
  const lists = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return {
    nodes: lists.flatMap(({ nodes }) => nodes).sort((one, other) => (order(one) < order(other) ? -1 : 1)),
    hasMore: lists.some(({ hasMore }) => hasMore),
  };
}

/** What has no term comes after what has, the oldest first. */
const order = ({ dueAt, since }: Waiting): string => `${dueAt ? `1 ${momentOf(dueAt)}` : '2'} ${momentOf(since)}`;

const momentOf = (at: string | null): string => {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
};
