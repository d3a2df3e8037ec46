import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { isOwn } from './is-own.ts';
import type { Publisher } from './publisher.entity.ts';

export interface Judging {
  /** What is judged, by the argument that named it. */
  readonly argument: string;
  /** Default: the publisher's handle. */
  readonly name?: string;
  /** As in `Judged`. */
  readonly by?: readonly string[];
  /** As in `Judged`. */
  readonly firm?: string | null;
}

/** Nobody judges what is their own. @throws FORBIDDEN */
export async function assertNotOwn(
  em: EntityManager,
  viewer: Viewer,
  publisher: Pick<Publisher, 'id' | 'handle' | 'uscc'>,
  { argument, name = publisher.handle, by = [], firm = null }: Judging,
  now: Date,
): Promise<void> {
  if (!(await isOwn(em, viewer, { publisher, by, firm }, now))) return;
  throw wrong('FORBIDDEN', argument, `${name} is your own, or was within a year; another administrator has to.`);
}
