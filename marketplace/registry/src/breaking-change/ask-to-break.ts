import type { CityGraphError, Viewer } from '@citygraph/contract';
import { findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { mayRunPlugin } from '../plugin/may-run-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { judge } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { agenciesOf, listed } from '../review/review.rules.ts';
import { ownersOf } from '../review/submit-release.ts';
import { wrong } from '../wrong.ts';
import { BreakingChange, type BreakingKind, type TakenCoordinate } from './breaking-change.entity.ts';
import { digestOfChange, told } from './breaking-change.rules.ts';
import { lapseOthers } from './lapse-others.ts';
import { officesConcerned } from './offices-concerned.ts';
import { takenByWithdrawal } from './taken-by-withdrawal.ts';

/** Questions about one plugin in an hour: agencies and whoever runs apps concerned are told of each. */
export const ASKED_AN_HOUR = 10;

const Asking = z.strictObject({ release: z.string().min(1).max(40), reason: reasonText });

/** States from which a release can still become everybody's. */
const COMING: readonly string[] = [
  'PUBLISHED',
  'SANDBOX',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'APPROVED',
  'CANARY',
  'ROLLED_BACK',
];

/**
 * Asks that clients lose what they ask for: of the release that serves everybody, by its withdrawal; of one that is to come, by what admission finds against the graph
 * of this moment. Asked again for the same, it is the same question; for another difference, the earlier one lapses. Answers the question's id.
 * @throws CONFLICT when nobody would lose anything
 */
export async function askToBreak(
  em: EntityManager,
  viewer: Viewer,
  asking: z.input<typeof Asking>,
  admission: () => Admission,
  now: Date,
): Promise<string> {
  const { release: id, reason } = validate(Asking, asking);
  const release = await loadToRun(em, viewer, id);
  if (release.state === 'STABLE') {
    return transact(em, async (inner) => {
      await holdGraphs(inner);
      const held = await loadToRun(inner, viewer, id);
      if (held.state !== 'STABLE') throw moved(held);
      const taken = await takenByWithdrawal(inner, held);
      const uses = await usageOf(
        inner,
        taken.map(({ coordinate }) => coordinate),
        now,
      );
      if (uses.length === 0) throw nothing(held, 'withdrawRelease takes it back at once');
      return opened(inner, viewer, { release: held, kind: 'WITHDRAWAL', replaces: held.digest, taken, reason }, now);
    });
  }
  if (!COMING.includes(release.state)) {
    throw wrong(
      'CONFLICT',
      'release',
      `${release.plugin} ${release.version} is ${release.state}: clients do not have it.`,
    );
  }
  const { broken, replaces } = await judge(em, release, admission());
  if (broken.length === 0) throw nothing(release, 'go on without asking');
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const held = await loadToRun(inner, viewer, id);
    const [stable] = await findRows(inner, PluginRelease, { plugin: held.plugin, state: 'STABLE' });
    if (held.revision !== release.revision || (stable?.digest ?? null) !== replaces) throw moved(held);
    return opened(inner, viewer, { release: held, kind: 'RELEASE', replaces, taken: broken, reason }, now);
  });
}

export interface Opening {
  readonly release: PluginRelease;
  readonly kind: BreakingKind;
  readonly replaces: string | null;
  readonly taken: readonly TakenCoordinate[];
  readonly reason: string;
}

/** Inside a transaction that holds the graphs. Answers the question's id, which is an earlier one's where the same was asked. */
export async function opened(em: EntityManager, viewer: Viewer, opening: Opening, now: Date): Promise<string> {
  const { release, kind, replaces, taken, reason } = opening;
  const { id: releaseId, plugin, version, digest: releaseDigest, egress } = release;
  const digest = digestOfChange({ kind, releaseDigest, replaces, taken });
  const [same] = await findRows(em, BreakingChange, { releaseId, digest, state: { $in: ['ASKED', 'CONFIRMED'] } });
  if (same) return same.id;
  const bound = { act: 'forceBreakingChange', about: plugin, most: ASKED_AN_HOUR, argument: 'release' };
  await assertNotTooOften(em, { ...bound, what: `breaking changes of ${plugin} were asked for` }, now);
  const { publisherId } = await em.findOneOrFail(Plugin, { name: plugin }, { disableIdentityMap: true });
  const agencies = agenciesOf(egress, await ownersOf(em, egress));
  const question = {
    id: newId('brk_'),
    plugin,
    publisherId,
    kind,
    releaseId,
    releaseDigest,
    replaces,
    taken,
    digest,
    agencies: listed(agencies),
    reason,
    askedBy: subjectOf(viewer),
    askedAt: now,
    state: 'ASKED' as const,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    version: 1,
  };
  await lapseOthers(em, { releaseId }, null);
  await em.insert(BreakingChange, question);
  const what = { plugin, version, release: releaseDigest, breaking: question.id, kind, reason, fields: told(taken) };
  const offices = await officesConcerned(em, { publisherId, agencies, taken }, now);
  await announce(em, 'release.breaking-asked', what, now, { offices, except: [subjectOf(viewer)] });
  const act = { act: 'forceBreakingChange', target: question.id, reason, before: null, after: question };
  await audit(em, viewer, act, now);
  return question.id;
}

/** A release, for who may run its plugin; unknown and forbidden are one answer. @throws UNAUTHENTICATED or FORBIDDEN */
async function loadToRun(em: EntityManager, viewer: Viewer, id: string): Promise<PluginRelease> {
  subjectOf(viewer);
  const release = await em.findOne(PluginRelease, { id }, { disableIdentityMap: true });
  const plugin = release && (await em.findOne(Plugin, { name: release.plugin }, { disableIdentityMap: true }));
  if (release && plugin && (await mayRunPlugin(em, viewer, plugin.publisherId))) return release;
  throw wrong(
    'FORBIDDEN',
    'release',
    `there is no release ${id.slice(0, 40)}, or this is not yours to ask: it is for its publisher's owners and developers and for administrators.`,
  );
}

const nothing = ({ plugin, version }: PluginRelease, advice: string): CityGraphError =>
  wrong('CONFLICT', 'release', `nobody asked in 30 days for what ${plugin} ${version} would take: ${advice}.`);

const moved = ({ plugin, version }: PluginRelease): CityGraphError =>
  wrong('CONFLICT', 'release', `what ${plugin} ${version} would take changed meanwhile; ask again.`);
