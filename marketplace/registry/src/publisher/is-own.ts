import type { Viewer } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { isOfGrantee } from '../data-grant/data-grant.rules.ts';
import { FormerMember } from './former-member.entity.ts';
import { Publisher, PublisherMember } from './publisher.entity.ts';

/** Days for which who was a member judges nothing of the publisher's: nobody leaves for a moment to approve their own, and nobody is bound for life. */
export const OWN_DAYS = 365;

export interface Judged {
  /** null: it is of none. */
  readonly publisher: Pick<Publisher, 'id' | 'uscc'> | null;
  /** Subjects of the persons who made what is judged, or asked for it; default: nobody is known. */
  readonly by?: readonly string[];
  /** Code of a firm that the publisher is said to be; default none. */
  readonly firm?: string | null;
}

/**
 * Whether what is judged is the viewer's own: they made it or asked for it, work for the publisher's firm, are a member of the publisher or were one within a year, or
 * registered it, however long ago. Nobody judges that, whatever their office.
 */
export async function isOwn(
  em: EntityManager,
  viewer: Viewer,
  { publisher, by = [], firm = null }: Judged,
  now: Date,
): Promise<boolean> {
  const { subject } = viewer.principal;
  if (subject !== null && by.includes(subject)) return true;
  if ([publisher?.uscc ?? null, firm].some((one) => one !== null && isOfGrantee(viewer, one))) return true;
  return publisher !== null && (await ownPublishers(em, viewer, now)).includes(publisher.id);
}

/** Ids of publishers of which the viewer judges nothing, as their people or their firm's. */
export async function ownPublishers(em: EntityManager, { principal, standing }: Viewer, now: Date): Promise<string[]> {
  const { subject, agency } = principal;
  if (subject === null) return [];
  const firms = [...(standing?.represents ?? []), ...(agency === null ? [] : [agency])];
  const since = new Date(now.getTime() - OWN_DAYS * 86_400_000);
  const members = await findRows(em, PublisherMember, { subject }, { fields: ['publisherId'] });
  const former = await findRows(em, FormerMember, { subject, until: { $gt: since } }, { fields: ['publisherId'] });
  const registered = await findRows(em, Publisher, { registeredBy: subject }, { fields: ['id'] });
  const ofFirms = await findRows(em, Publisher, { uscc: { $in: firms } }, { fields: ['id'] });
  return [
    ...new Set([
      ...[...members, ...former].map(({ publisherId }) => publisherId),
      ...[...registered, ...ofFirms].map(({ id }) => id),
    ]),
  ];
}
