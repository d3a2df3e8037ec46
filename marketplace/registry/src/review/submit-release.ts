import type { Viewer } from '@citygraph/contract';
import { addWorkingDays, findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { audit } from '../audit-entry/audit.ts';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { announce } from '../outbox/announce.ts';
import { plainText } from '../plain-text.ts';
import { holdOwnPlugin } from '../plugin/load-plugin.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease, type ReleaseEgress } from '../plugin-release/plugin-release.entity.ts';
import { assertStep } from '../plugin-release/plugin-release.rules.ts';
import { loadOwnRelease } from '../plugin-release/withdraw-release.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { judgeForReview } from './judge-for-review.ts';
import { changeReview } from './load-review.ts';
import { Review } from './review.entity.ts';
import {
  agenciesOf,
  digestOfEgress,
  eyesNeeded,
  levelOf,
  listed,
  officesFor,
  resumedDueAt,
  unlisted,
  WORKING_DAYS_TO_REVIEW,
} from './review.rules.ts';
import { submitAgain } from './submit-again.ts';

/** Releases of one plugin that are handed in within an hour. */
export const SUBMITTED_AN_HOUR = 20;

const Submission = z.strictObject({ release: z.string().min(1).max(40), note: plainText(0, 4_000) });

/**
 * Asks for a release to be approved, with all that the graph of this moment would send to it. After changes were asked for, the same release may be handed in again with a word on it, and the clock goes on; or a newer one,
 * which takes its place. One that was approved is handed in again when it would be sent more than people said yes to. Handed in twice, it is one review. Answers the
 * review's id.
 */
export async function submitRelease(
  em: EntityManager,
  viewer: Viewer,
  submission: z.input<typeof Submission>,
  admission: () => Admission,
  now: Date,
): Promise<string> {
  const { release: releaseId, note } = validate(Submission, submission);
  const known = await loadOwnRelease(em, viewer, releaseId);
  if (known.state === 'APPROVED' || known.state === 'ROLLED_BACK') {
    return submitAgain(em, viewer, { release: known, note }, admission(), now);
  }
  const { plugin: name, version } = known;
  const asked = await em.findOne(Review, { releaseId }, { disableIdentityMap: true });
  if (asked && known.state === 'IN_REVIEW') return asked.id;
  // Whatever cannot be is told before anybody composes.
  assertStep(`${name} ${version}`, known.state, 'IN_REVIEW');
  const { verdict, ground } = await judgeForReview(em, known, admission());
  return transact(em, async (inner) => {
    const { plugin, publisher } = await holdOwnPlugin(inner, viewer, name, PUBLISHING);
    const held = await inner.findOneOrFail(PluginRelease, { id: releaseId }, { disableIdentityMap: true });
    const known = await inner.findOne(Review, { releaseId }, { disableIdentityMap: true });
    if (known && held.state === 'IN_REVIEW') return known.id;
    const release = { ...held, egress: verdict.egress };
    await assertNotSubmittedTooOften(inner, release, now);
    await leaveOthers(inner, viewer, release, now);
    await inner.nativeUpdate(PluginRelease, { id: releaseId }, { egress: verdict.egress, judgedGround: ground });
    await changeReleaseState(inner, release, 'IN_REVIEW', now);
    const change = known ? { ...resumed(known, note, viewer, now), ...(await askedAbout(inner, release)) } : null;
    const review = change ? { ...known, ...change } : await opened(inner, viewer, { release, note, plugin }, now);
    const { id = '' } = review;
    if (known && change) await changeReview(inner, known, change);
    else await inner.insert(Review, review as Review);
    const told = { plugin: name, version: release.version, release: release.digest, review: id };
    await announce(inner, 'review.asked', { ...told, isAgain: known !== null }, now, {
      offices: officesFor(unlisted(review.agencies ?? ''), publisher.uscc),
      except: [subjectOf(viewer)],
    });
    await audit(inner, viewer, { act: 'submitRelease', target: id, before: known, after: review }, now);
    return id;
  });
}

/** Each is told to the agencies, by whichever way it was handed in. @throws RATE_LIMITED */
export const assertNotSubmittedTooOften = (
  em: EntityManager,
  { plugin }: Pick<PluginRelease, 'plugin'>,
  now: Date,
): Promise<void> =>
  assertNotTooOften(
    em,
    {
      act: 'submitRelease',
      about: plugin,
      most: SUBMITTED_AN_HOUR,
      argument: 'release',
      what: `releases of ${plugin} were handed in`,
    },
    now,
  );

function resumed(review: Review, note: string, viewer: Viewer, now: Date) {
  if (review.state !== 'CHANGES_REQUESTED') {
    throw wrong('CONFLICT', 'release', `its review is ${review.state}; publish a new version.`);
  }
  const dueAt = resumedDueAt(review.dueAt, review.pausedAt ?? now, now);
  return { state: 'OPEN' as const, dueAt, pausedAt: null, note, submittedBy: subjectOf(viewer) };
}

interface Opening {
  readonly release: Omit<PluginRelease, symbol>;
  readonly note: string;
  readonly plugin: { readonly publisherId: string };
}

async function opened(
  em: EntityManager,
  viewer: Viewer,
  { release, note, plugin }: Opening,
  now: Date,
): Promise<Omit<Review, symbol>> {
  return {
    id: newId('rev_'),
    releaseId: release.id,
    plugin: release.plugin,
    publisherId: plugin.publisherId,
    digest: release.digest,
    ...(await askedAbout(em, release)),
    note,
    submittedBy: subjectOf(viewer),
    submittedAt: now,
    state: 'OPEN',
    dueAt: addWorkingDays(now, WORKING_DAYS_TO_REVIEW),
    pausedAt: null,
    decidedAt: null,
    reasonCode: null,
    decisionReason: null,
    version: 1,
  };
}

type Sent = Pick<PluginRelease, 'egress' | 'terms'>;

/** Whose yes it takes, how many, and to exactly what. */
export async function askedAbout(
  em: EntityManager,
  { egress, terms }: Sent,
): Promise<Pick<Review, 'agencies' | 'level' | 'eyesNeeded' | 'egressDigest'>> {
  return {
    agencies: listed(agenciesOf(egress, await ownersOf(em, egress))),
    level: levelOf(egress),
    eyesNeeded: eyesNeeded(egress, terms.persons),
    egressDigest: digestOfEgress(egress),
  };
}

/** A plugin has one question open at a time; one that waits for its publisher is over when a newer takes its place. */
export async function leaveOthers(em: EntityManager, viewer: Viewer, release: PluginRelease, now: Date): Promise<void> {
  const where = { plugin: release.plugin, releaseId: { $ne: release.id } };
  const others = await em.find(Review, { ...where, state: { $in: ['OPEN', 'CHANGES_REQUESTED'] } } as never, {
    disableIdentityMap: true,
  });
  for (const other of others) {
    if (other.state === 'OPEN') {
      throw wrong(
        'CONFLICT',
        'release',
        `another release of ${release.plugin} is in review (${other.id}); withdraw it first.`,
      );
    }
    await changeReview(em, other, { state: 'CLOSED', decidedAt: now });
    const after = { ...other, state: 'CLOSED' };
    await audit(em, viewer, { act: 'closeReview', target: other.id, before: other, after }, now);
  }
}

/** Who answers for coordinates, as the catalogue has it. */
export async function ownersOf(
  em: EntityManager,
  egress: readonly Pick<ReleaseEgress, 'coordinate'>[],
): Promise<(coordinate: string) => string | undefined> {
  const typeName = { $in: [...new Set(egress.map(({ coordinate }) => coordinate.split('.')[0] ?? ''))] };
  const entries = egress.length === 0 ? [] : await findRows(em, CatalogEntry, { typeName, withdrawnAt: null });
  const owners = new Map(
    entries.flatMap(({ items, providerUscc }) => items.map(({ coordinate }) => [coordinate, providerUscc] as const)),
  );
  return (coordinate) => owners.get(coordinate);
}
