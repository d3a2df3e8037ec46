import { isFieldUnder, isTypeUnder, NAMESPACE } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { Namespace, type Publisher } from '../publisher/publisher.entity.ts';
import { skeletonOf } from '../publisher/skeleton-of.ts';
import { TakenName } from '../publisher/taken-name.entity.ts';
import { wrong } from '../wrong.ts';

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
