import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { assertNotOwn } from '../publisher/assert-not-own.ts';
import { assertNotSuspended, publisherOf, subjectOf } from '../publisher/load-publisher.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { wrong } from '../wrong.ts';
import { changeClaim } from './change-claim.ts';
import { freeName } from './claim-name.ts';
import { NameClaim } from './name-claim.entity.ts';
import { assertNotAnothers } from './namespace-above.ts';

const Decision = z.strictObject({ id: z.string().min(1).max(40), grant: z.boolean(), reason: reasonText });
const Move = z.strictObject({ id: z.string().min(1).max(40), to: z.string().min(1).max(31), reason: reasonText });

/** An administrator's word on a claim, never on their own publisher's; a refused name is free again. Said again, it stays so. Answers its id. */
export async function decideNameClaim(
  em: EntityManager,
  viewer: Viewer,
  decision: z.input<typeof Decision>,
  now: Date,
): Promise<string> {
  assertAdministrator(viewer);
  const { id, grant, reason } = validate(Decision, decision);
  await transact(em, async (inner) => {
    const claim = await loadClaim(inner, id);
    const judging = { argument: 'id', by: [claim.requestedBy] };
    await assertNotOwn(inner, viewer, await publisherOf(inner, claim.publisherId), judging, now);
    const state = grant ? 'GRANTED' : 'REFUSED';
    if (claim.state === state) return;
    if (claim.state !== 'REQUESTED') throw wrong('CONFLICT', 'id', `claim ${id} is ${claim.state} already.`);
    if (grant) await assertNotAnothers(inner, claim.publisherId, { name: claim.name, argument: 'id' });
    const change = { state, decidedBy: subjectOf(viewer), decidedAt: now, decisionReason: reason } as const;
    await changeClaim(inner, claim, change);
    if (!grant) await freeName(inner, claim.name);
    const told = { claim: id, name: claim.name, state, reason };
    await announce(inner, 'claim.decided', told, now, {
      publishers: [claim.publisherId],
      except: [subjectOf(viewer)],
    });
    const after = { ...claim, ...change };
    await audit(inner, viewer, { act: 'decideNameClaim', target: id, reason, before: claim, after }, now);
  });
  return id;
}

/** An administrator gives a granted name to another publisher. What is live stays; the next releases are judged by it. Answers its id. */
export async function moveNameClaim(
  em: EntityManager,
  viewer: Viewer,
  move: z.input<typeof Move>,
  now: Date,
): Promise<string> {
  assertAdministrator(viewer);
  const { id, to, reason } = validate(Move, move);
  await transact(em, async (inner) => {
    const claim = await loadClaim(inner, id);
    const giver = await publisherOf(inner, claim.publisherId);
    const heir = await inner.findOne(Publisher, { handle: to }, { disableIdentityMap: true });
    if (!heir) throw wrong('NOT_FOUND', 'to', `there is no publisher ${to}.`);
    if (claim.publisherId === heir.id) return;
    assertNotSuspended(heir);
    const judging = { argument: 'id', by: [claim.requestedBy] };
    for (const side of [giver, heir]) await assertNotOwn(inner, viewer, side, judging, now);
    if (claim.state !== 'GRANTED')
      throw wrong('CONFLICT', 'id', `claim ${id} is ${claim.state}; only granted ones move.`);
    await assertNotAnothers(inner, heir.id, { name: claim.name, argument: 'id' });
    const change = { publisherId: heir.id, decidedBy: subjectOf(viewer), decidedAt: now, decisionReason: reason };
    await changeClaim(inner, claim, change);
    const told = { claim: id, name: claim.name, from: giver.handle, to: heir.handle, reason };
    await announce(inner, 'claim.moved', told, now, {
      publishers: [giver.id, heir.id],
      except: [subjectOf(viewer)],
    });
    const after = { ...claim, ...change };
    await audit(inner, viewer, { act: 'moveNameClaim', target: id, reason, before: claim, after }, now);
  });
  return id;
}

async function loadClaim(em: EntityManager, id: string): Promise<NameClaim> {
  const claim = await em.findOne(NameClaim, { id }, { disableIdentityMap: true });
  if (!claim) throw wrong('NOT_FOUND', 'id', `there is no claim ${id}.`);
  return claim;
}
