import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { digestOfSet } from '../first-party-release/lost-by-first-party.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { takeForGood } from '../plugin-release/withdraw-release.ts';
import { isOwn } from '../publisher/is-own.ts';
import { publisherOf, subjectOf } from '../publisher/load-publisher.ts';
import { isReviewer, unlisted } from '../review/review.rules.ts';
import { personBehind } from '../workload/person-behind.ts';
import { wrong } from '../wrong.ts';
import { BreakingChange } from './breaking-change.entity.ts';
import { assertAsked, assertLookedAt, isWithin, told } from './breaking-change.rules.ts';
import { officesConcerned } from './offices-concerned.ts';
import { takenByWithdrawal } from './taken-by-withdrawal.ts';

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  digest: z.string().length(64),
  confirm: z.boolean(),
  reason: reasonText,
});

/**
 * The second person's word: an administrator's, or an officer's of the agencies whose data the release is sent; never of who asked, who published it, its publisher or its
 * firm. A withdrawal that is confirmed is done with it; a release may then go on its way. Said again by the same person, it stays so. Answers the question's id.
 */
export async function decideBreakingChange(
  em: EntityManager,
  viewer: Viewer,
  decision: z.input<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, digest, confirm, reason } = validate(Decision, decision);
  const state = confirm ? 'CONFIRMED' : 'REFUSED';
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    await inner.nativeUpdate(BreakingChange, { id }, { version: raw('version') as never });
    const { asked, release } = await loadToDecide(inner, viewer, id, now);
    if (asked.state === state && asked.decidedBy === viewer.principal.subject && asked.digest === digest) return;
    assertAsked(asked);
    assertLookedAt(asked, digest);
    if (confirm) await assertAsAsked(inner, asked, release);
    const change = { state, decidedBy: subjectOf(viewer), decidedAt: now, decisionReason: reason } as const;
    const version = asked.version + 1;
    const changed = await inner.nativeUpdate(BreakingChange, { id, version: asked.version }, { ...change, version });
    if (changed === 0) throw wrong('CONFLICT', 'id', `${id} was changed meanwhile; read it again.`);
    if (confirm && asked.kind === 'WITHDRAWAL' && release) await takeForGood(inner, viewer, release, asked.reason, now);
    const topic = confirm ? 'release.breaking-confirmed' : 'release.breaking-refused';
    const { plugin, kind, taken, publisherId } = asked;
    const of = release ? { plugin, version: release.version, release: release.digest } : { departments: plugin };
    const what = { ...of, breaking: id, kind, fields: told(taken) };
    const offices = await officesConcerned(inner, { publisherId, agencies: unlisted(asked.agencies), taken }, now);
    await announce(inner, topic, { ...what, reason }, now, { offices, except: [subjectOf(viewer)] });
    const act = { act: 'decideBreakingChange', target: id, reason, before: asked, after: { ...asked, ...change } };
    await audit(inner, viewer, act, now);
  });
  return id;
}

interface Loaded {
  readonly asked: BreakingChange;
  /** null: the city's own schemas are in question. */
  readonly release: PluginRelease | null;
}

/** @throws UNAUTHENTICATED or FORBIDDEN, also when there is none */
async function loadToDecide(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<Loaded> {
  const subject = subjectOf(viewer);
  const asked = await em.findOne(BreakingChange, { id }, { disableIdentityMap: true });
  const release = asked && (await em.findOne(PluginRelease, { id: asked.releaseId }, { disableIdentityMap: true }));
  if (asked && release && isReviewer(viewer, unlisted(asked.agencies))) {
    const publisher = await publisherOf(em, asked.publisherId);
    const by = [await personBehind(em, release.publishedBy), asked.askedBy];
    if (!(await isOwn(em, viewer, { publisher, by }, now))) return { asked, release };
  }
  if (asked?.kind === 'DEPARTMENT' && isAdministrator(viewer) && asked.askedBy !== subject)
    return { asked, release: null };
  throw wrong(
    'FORBIDDEN',
    'id',
    `there is no question ${id.slice(0, 40)}, or this is not yours to decide: it is for another administrator than who asked, or an officer of the agencies whose data the release is sent, never of its publisher.`,
  );
}

/** @throws CONFLICT when what would go is not what was asked about */
async function assertAsAsked(em: EntityManager, asked: BreakingChange, release: PluginRelease | null): Promise<void> {
  if (release === null) {
    const current = await findRows(em, FirstPartyRelease, { current: true });
    if (digestOfSet(current) === asked.replaces) return;
    throw changed(asked);
  }
  const [stable] = await findRows(em, PluginRelease, { plugin: asked.plugin, state: 'STABLE' });
  const isSame = (stable?.digest ?? null) === asked.replaces && release.digest === asked.releaseDigest;
  const isHere = release.state !== 'WITHDRAWN' && release.state !== 'REJECTED';
  const isSameDifference =
    asked.kind === 'RELEASE' || (isSame && isWithin(await takenByWithdrawal(em, release), asked.taken));
  if (isSame && isHere && isSameDifference) return;
  throw changed(asked);
}

const changed = ({ id }: BreakingChange) =>
  wrong('CONFLICT', 'id', `what clients would lose changed since ${id} was asked; ask anew.`);
