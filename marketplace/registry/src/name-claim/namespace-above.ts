import { isFieldUnder, isTypeUnder, NAMESPACE } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Namespace, Publisher } from '../publisher/publisher.entity.ts';
import { skeletonOf } from '../publisher/skeleton-of.ts';
import { TakenName } from '../publisher/taken-name.entity.ts';
import { wrong } from '../wrong.ts';
import { NameClaim } from './name-claim.entity.ts';

/** The one namespace that a claimed name could be under, as admission has its rules; null: it is under none, whoever takes which. */
export function namespaceAbove(claimed: string): string | null {
  const [type = '', field] = claimed.split('.');
  const begin = field === undefined ? /^[A-Z][a-z0-9]*/.exec(type)?.[0] : /^[a-z][a-z0-9]*(?=_)/.exec(field)?.[0];
  const namespace = (begin ?? '').toLowerCase();
  const isUnder = field === undefined ? isTypeUnder(namespace, type) : isFieldUnder(namespace, field);
  return NAMESPACE.test(namespace) && isUnder ? namespace : null;
}

/** What begins as another's names do would be taken for it, and admitted beside them; so would what looks as if it did. @throws CONFLICT */
export async function assertNotAnothers(
  em: EntityManager,
  publisherId: Publisher['id'],
  { name, argument }: { readonly name: string; readonly argument: string },
): Promise<void> {
  const above = namespaceAbove(name);
  if (above === null) return;
  const where = { kind: 'namespace' as const, skeleton: skeletonOf(above) };
  const taken = await em.findOne(TakenName, where, { disableIdentityMap: true });
  if (!taken || (await em.count(Namespace, { name: taken.name, publisherId })) > 0) return;
  throw wrong(
    'CONFLICT',
    argument,
    `${name} is under the namespace ${taken.name}, which is another publisher’s; claim a name that begins otherwise.`,
  );
}

/** Whoever had a namespace would be admitted under the names in it that another was granted. What was only asked for keeps nobody away. @throws CONFLICT */
export async function assertHoldsNoneOfAnothers(
  em: EntityManager,
  publisherId: Publisher['id'],
  { namespace, argument }: { readonly namespace: string; readonly argument: string },
): Promise<void> {
  const looks = skeletonOf(namespace);
  const granted = await findRows(em, NameClaim, { state: 'GRANTED', publisherId: { $ne: publisherId } });
  const below = granted.find(({ name }) => {
    const above = namespaceAbove(name);
    return above !== null && skeletonOf(above) === looks;
  });
  if (!below) return;
  const [holder] = await findRows(em, Publisher, { id: below.publisherId }, { fields: ['id', 'handle'] });
  throw wrong(
    'CONFLICT',
    argument,
    `${namespace} would hold ${below.name}, which was granted to ${holder?.handle ?? 'another publisher'}; take another namespace, or ask an administrator to move the claim first.`,
  );
}
