import { HANDLE, NAMESPACE, parseUscc, type Viewer } from '@citygraph/contract';
import { idempotent, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { assertHoldsNoneOfAnothers } from '../name-claim/namespace-above.ts';
import { plainLine } from '../plain-text.ts';
import { wrong } from '../wrong.ts';
import { departmentNames } from './department-names.ts';
import { assertNotSuspended, holdPublisher, subjectOf } from './load-publisher.ts';
import { Namespace, Publisher, PublisherMember } from './publisher.entity.ts';
import {
  assertNoDepartmentName,
  assertNotReserved,
  MOST_NAMESPACES,
  MOST_PUBLISHERS,
  OWNING,
  REGISTERED_DAYS,
} from './publisher.rules.ts';
import { takeName } from './take-name.ts';

const namespaceName = z.string().regex(NAMESPACE, 'write 3 to 16 small letters and digits, a letter first, e.g. iov');

const Registration = z.strictObject({
  handle: z
    .string()
    .min(3)
    .max(31)
    .regex(HANDLE, 'write 3 to 31 small letters and digits, single hyphens between, e.g. air-lab'),
  name: plainLine(2, 120),
  contact: plainLine(5, 200),
  uscc: z.string().length(18).nullable(),
  namespace: namespaceName,
});

/** Whoever registers a publisher is its first owner; what it says of itself is unverified. Answers its handle. */
export function registerPublisher(
  em: EntityManager,
  viewer: Viewer,
  registration: z.input<typeof Registration>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Registration, registration);
  if (input.uscc !== null) parseUscc(input.uscc);
  assertNotReserved('handle', input.handle);
  // Of one that closed meanwhile it is said that its name is taken.
  const isLiving = async (inner: EntityManager, handle: string) => {
    const publisher = await inner.findOne(Publisher, { handle }, { disableIdentityMap: true });
    return (await inner.count(PublisherMember, { publisherId: publisher?.id ?? '' })) > 0;
  };
  const request = { operation: 'registerPublisher', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const subject = subjectOf(viewer);
    const owned = await inner.count(PublisherMember, { subject, role: 'OWNER' });
    if (owned >= MOST_PUBLISHERS) {
      throw wrong('CONFLICT', 'handle', `you own ${owned} publishers already; leave one before you register another.`);
    }
    const since = { $gt: new Date(now.getTime() - REGISTERED_DAYS * 86_400_000) };
    const registered = await inner.count(Publisher, { registeredBy: subject, registeredAt: since });
    if (registered >= MOST_PUBLISHERS) {
      throw wrong(
        'CONFLICT',
        'handle',
        `you have registered ${registered} publishers within a year, which is the most, whether or not they are still there; ask an administrator to register one, and to make you its owner.`,
      );
    }
    const { namespace, ...said } = input;
    await takeName(inner, { kind: 'handle', name: input.handle, argument: 'handle' }, now);
    const publisher = {
      id: newId('pub_'),
      ...said,
      domain: null,
      verification: 'UNVERIFIED' as const,
      registeredAt: now,
      registeredBy: subject,
      suspended: null,
      version: 1,
    };
    await inner.insert(Publisher, publisher);
    await inner.insert(PublisherMember, { publisherId: publisher.id, subject, role: 'OWNER', since: now });
    await giveNamespace(inner, publisher.id, namespace, now);
    const after = { ...publisher, namespace, owner: subject };
    await audit(inner, viewer, { act: 'registerPublisher', target: input.handle, before: null, after }, now);
    return input.handle;
  });
}

/** One more namespace for a publisher, for its owners. Taken again, it stays so. Answers the publisher's handle. */
export function takeNamespace(
  em: EntityManager,
  viewer: Viewer,
  wanted: { readonly publisher: string; readonly namespace: string },
  now: Date,
): Promise<string> {
  const { namespace } = validate(z.strictObject({ namespace: namespaceName }), { namespace: wanted.namespace });
  return transact(em, async (inner) => {
    const publisher = await holdPublisher(inner, viewer, wanted.publisher, OWNING);
    assertNotSuspended(publisher);
    const known = await inner.find(Namespace, { publisherId: publisher.id }, { disableIdentityMap: true });
    if (known.some(({ name }) => name === namespace)) return publisher.handle;
    if (known.length >= MOST_NAMESPACES) {
      throw wrong('CONFLICT', 'namespace', `${publisher.handle} has ${known.length} namespaces, which is the most.`);
    }
    await giveNamespace(inner, publisher.id, namespace, now);
    const change = { act: 'takeNamespace', target: publisher.handle, before: null, after: { namespace } };
    await audit(inner, viewer, change, now);
    return publisher.handle;
  });
}

async function giveNamespace(em: EntityManager, publisherId: string, namespace: string, now: Date): Promise<void> {
  assertNotReserved('namespace', namespace);
  assertNoDepartmentName(namespace, await departmentNames(em));
  await takeName(em, { kind: 'namespace', name: namespace, argument: 'namespace' }, now);
  await assertHoldsNoneOfAnothers(em, publisherId, { namespace, argument: 'namespace' });
  await em.insert(Namespace, { name: namespace, publisherId, since: now });
}
