import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { isOfGrantee } from '../data-grant/data-grant.rules.ts';
import { wrong } from '../wrong.ts';
import { roleOf } from './load-publisher.ts';
import type { Publisher } from './publisher.entity.ts';

export interface Judging {
  /** What is judged, by the argument that named it. */
  readonly argument: string;
  /** Default: the publisher's handle. */
  readonly name?: string;
  /** Code of a firm that the publisher is said to be; default none. */
  readonly firm?: string | null;
}

/** Nobody judges what is of a publisher that they are a member of or whose firm they work for. @throws FORBIDDEN */
export async function assertNotOwn(
  em: EntityManager,
  viewer: Viewer,
  { id, handle, uscc }: Pick<Publisher, 'id' | 'handle' | 'uscc'>,
  { argument, name = handle, firm = null }: Judging,
): Promise<void> {
  const isOfFirm = [uscc, firm].some((one) => one !== null && isOfGrantee(viewer, one));
  if (!isOfFirm && (await roleOf(em, viewer, id)) === null) return;
  throw wrong('FORBIDDEN', argument, `${name} is your own; another administrator has to.`);
}
