import { parseUscc, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { WithReason } from '../plain-text.ts';
import { wrong } from '../wrong.ts';
import { assertNotOwn } from './assert-not-own.ts';
import { subjectOf } from './load-publisher.ts';
import { Publisher } from './publisher.entity.ts';
import { isAtLeast } from './publisher.rules.ts';

/** An administrator who has seen the licence says so, with the code that stands on it; the domain comes first. Said again, it stays so. Answers the handle. */
export async function checkLicence(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, uscc: said }: { readonly publisher: string; readonly uscc: string },
  now: Date,
): Promise<string> {
  const uscc = parseUscc(said);
  await judged(em, viewer, { handle, uscc }, now, async (inner, before) => {
    if (before.verification === 'LICENCE_CHECKED' && before.uscc === uscc) return;
    if (!isAtLeast(before.verification, 'DOMAIN_PROVED')) {
      throw wrong(
        'CONFLICT',
        'publisher',
        `${handle} has proved no domain yet; its owners begin with startDomainProof.`,
      );
    }
    // Whom grants were given to never changes under them.
    if (before.verification === 'LICENCE_CHECKED') {
      throw wrong('CONFLICT', 'uscc', `${handle} is ${before.uscc}; another firm registers a publisher of its own.`);
    }
    if (before.uscc !== null && before.uscc !== uscc) {
      throw wrong('CONFLICT', 'uscc', `${handle} says it is ${before.uscc}, not ${uscc}; look at the licence again.`);
    }
    const change = { uscc, verification: 'LICENCE_CHECKED' as const };
    await inner.nativeUpdate(Publisher, { id: before.id }, change);
    const after = { ...before, ...change };
    await audit(inner, viewer, { act: 'checkLicence', target: handle, before, after }, now);
  });
  return handle;
}

/** From now on the publisher gets nothing new; null: it may publish again. Answers the handle. */
export async function suspendPublisher(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, reason: said }: { readonly publisher: string; readonly reason: string | null },
  now: Date,
): Promise<string> {
  const reason = said === null ? null : validate(WithReason, { reason: said }).reason;
  await judged(em, viewer, { handle, uscc: null }, now, async (inner, before) => {
    if (before.suspended === reason) return;
    await inner.nativeUpdate(Publisher, { id: before.id }, { suspended: reason });
    const act = reason === null ? 'restorePublisher' : 'suspendPublisher';
    // What is tried of it leaves the sandbox, or comes back.
    await wantGraphs(inner, viewer, { act }, now);
    const topic = reason === null ? 'publisher.restored' : 'publisher.suspended';
    await announce(inner, topic, { publisher: handle, reason }, now, {
      publishers: [before.id],
      except: [subjectOf(viewer)],
    });
    await audit(inner, viewer, { act, target: handle, reason, before, after: { ...before, suspended: reason } }, now);
  });
  return handle;
}

async function judged(
  em: EntityManager,
  viewer: Viewer,
  { handle, uscc }: { readonly handle: string; readonly uscc: string | null },
  now: Date,
  act: (em: EntityManager, publisher: Publisher) => Promise<void>,
): Promise<void> {
  assertAdministrator(viewer);
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    await inner.nativeUpdate(Publisher, { handle }, { version: raw('version + 1') as never });
    const publisher = await inner.findOne(Publisher, { handle }, { disableIdentityMap: true });
    if (!publisher) throw wrong('NOT_FOUND', 'publisher', `there is no publisher ${handle}.`);
    await assertNotOwn(inner, viewer, publisher, { argument: 'publisher', firm: uscc }, now);
    await act(inner, publisher);
  });
}
