import type { Viewer } from '@citygraph/contract';
import { findRows, idempotent, living, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { audit } from '../audit-entry/audit.ts';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { plainText } from '../plain-text.ts';
import { assertNotSuspended, holdPublisher, roleOf, subjectOf } from '../publisher/load-publisher.ts';
import { Namespace, type Publisher } from '../publisher/publisher.entity.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { takeName } from '../publisher/take-name.ts';
import { TakenName } from '../publisher/taken-name.entity.ts';
import { wrong } from '../wrong.ts';
import { changeClaim } from './change-claim.ts';
import { NameClaim } from './name-claim.entity.ts';
import {
  assertClaimable,
  assertReturnable,
  type CityNames,
  CLAIMED_AN_HOUR,
  CLAIMED_NAME,
  MOST_CLAIMS,
  type ReturnLeave,
  returnLeaveOf,
} from './name-claim.rules.ts';
import { assertNotAnothers } from './namespace-above.ts';

const Claim = z.strictObject({
  publisher: z.string().min(1).max(31),
  name: z
    .string()
    .regex(
      CLAIMED_NAME,
      'write Type, Type.field or Query.field, e.g. AdminDivision.airQuality; or iov:ChargingStation for the leave to return an entity',
    ),
  reason: plainText(10, 4_000),
});

/** Asks for a name outside the publisher's namespaces; whoever asks first has it until that is refused. Answers the claim's id. */
export function claimName(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof Claim>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Claim, wanted);
  const isLiving = living(NameClaim, { state: { $in: ['REQUESTED', 'GRANTED'] } });
  const request = { operation: 'claimName', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const publisher = await holdPublisher(inner, viewer, input.publisher, PUBLISHING);
    assertNotSuspended(publisher);
    const { handle: about } = publisher;
    const bound = { act: 'claimName', about, most: CLAIMED_AN_HOUR, argument: 'name', what: `${about} claimed names` };
    await assertNotTooOften(inner, bound, now);
    const living = { publisherId: publisher.id, state: { $in: ['REQUESTED', 'GRANTED'] as const } };
    const known = await inner.find(NameClaim, living as never, { disableIdentityMap: true });
    if (known.length >= MOST_CLAIMS) {
      throw wrong(
        'CONFLICT',
        'name',
        `${publisher.handle} has ${known.length} claims; give one back, or use a namespace.`,
      );
    }
    const leave = returnLeaveOf(input.name);
    const city = await cityNames(inner, leave?.type ?? input.name);
    if (leave) {
      await assertOwnNamespace(inner, publisher, leave);
      assertReturnable(leave, city);
    } else {
      assertClaimable(input.name, city);
      await assertNotAnothers(inner, publisher.id, { name: input.name, argument: 'name' });
    }
    await takeName(inner, { kind: 'claim', name: input.name, argument: 'name' }, now);
    const claim = {
      id: newId('clm_'),
      publisherId: publisher.id,
      name: input.name,
      reason: input.reason,
      state: 'REQUESTED' as const,
      requestedBy: subjectOf(viewer),
      requestedAt: now,
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
      version: 1,
    };
    await inner.insert(NameClaim, claim);
    const { id: target } = claim;
    const told = { publisher: publisher.handle, claim: target, name: claim.name };
    await announce(inner, 'claim.requested', told, now, { offices: officesOf([]), except: [claim.requestedBy] });
    await audit(inner, viewer, { act: 'claimName', target, reason: input.reason, before: null, after: claim }, now);
    return claim.id;
  });
}

/** Gives a claim back: the name is free again. Releases that use it cannot be followed by others that do. Answers its id. */
export async function withdrawNameClaim(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  subjectOf(viewer);
  await transact(em, async (inner) => {
    const claim = await inner.findOne(NameClaim, { id }, { disableIdentityMap: true });
    const role = claim && (await roleOf(inner, viewer, claim.publisherId));
    if (!claim || !role || !PUBLISHING.includes(role)) {
      throw wrong('FORBIDDEN', 'id', `there is no claim ${id}, or your publisher has not made it.`);
    }
    if (claim.state === 'WITHDRAWN') return;
    if (claim.state === 'REFUSED')
      throw wrong('CONFLICT', 'id', `claim ${id} was refused; there is nothing to give back.`);
    await changeClaim(inner, claim, { state: 'WITHDRAWN' });
    await freeName(inner, claim.name);
    const after = { ...claim, state: 'WITHDRAWN' };
    await audit(inner, viewer, { act: 'withdrawNameClaim', target: id, before: claim, after }, now);
  });
  return id;
}

export async function freeName(em: EntityManager, name: string): Promise<void> {
  await em.nativeDelete(TakenName, { kind: 'claim', name });
}

async function assertOwnNamespace(
  em: EntityManager,
  { id: publisherId, handle }: Pick<Publisher, 'id' | 'handle'>,
  { namespace }: ReturnLeave,
): Promise<void> {
  if ((await em.count(Namespace, { name: namespace, publisherId })) > 0) return;
  throw wrong('FORBIDDEN', 'name', `${namespace} is no namespace of ${handle}; begin with one of its own.`);
}

async function cityNames(em: EntityManager, name: string): Promise<CityNames> {
  const entries = await findRows(em, CatalogEntry, { typeName: name.split('.')[0] ?? '' });
  const names = new Map<string, Set<string>>();
  for (const { typeName, items } of entries) {
    const fields = names.get(typeName) ?? new Set();
    for (const item of items) fields.add(item.name);
    names.set(typeName, fields);
  }
  return names;
}
