import type { Viewer } from '@citygraph/contract';
import { findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { BreakingChange, OF_NO_PLUGIN } from '../breaking-change/breaking-change.entity.ts';
import { digestOfChange, told } from '../breaking-change/breaking-change.rules.ts';
import { lapseOthers } from '../breaking-change/lapse-others.ts';
import { officesConcerned } from '../breaking-change/offices-concerned.ts';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { WithReason } from '../plain-text.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { listed } from '../review/review.rules.ts';
import type { FirstPartyLoss } from './lost-by-first-party.ts';

/** Longest list of names in the column that else names a plugin. */
const LONGEST_NAMES = 31;

/** The operator asks that clients lose what the city's own schemas take from them; an administrator decides. Asked again for the same, it is the same question. Answers its id. */
export async function askToBreakFirstParty(
  em: EntityManager,
  viewer: Viewer,
  { loss, reason: said }: { readonly loss: FirstPartyLoss; readonly reason: string },
  now: Date,
): Promise<string> {
  const { reason } = validate(WithReason, { reason: said });
  const { replaces, digest: releaseDigest, taken, changed } = loss;
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const digest = digestOfChange({ kind: 'DEPARTMENT', releaseDigest, replaces, taken });
    const [same] = await findRows(inner, BreakingChange, {
      kind: 'DEPARTMENT',
      digest,
      state: { $in: ['ASKED', 'CONFIRMED'] },
    });
    if (same) return same.id;
    await lapseOthers(inner, { releaseId: OF_NO_PLUGIN }, null);
    const names = changed.join(',').slice(0, LONGEST_NAMES);
    const question = {
      id: newId('brk_'),
      plugin: names,
      publisherId: OF_NO_PLUGIN,
      kind: 'DEPARTMENT' as const,
      releaseId: OF_NO_PLUGIN,
      releaseDigest,
      replaces,
      taken,
      digest,
      agencies: listed([DATA_AUTHORITY]),
      reason,
      askedBy: subjectOf(viewer),
      askedAt: now,
      state: 'ASKED' as const,
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
      version: 1,
    };
    await inner.insert(BreakingChange, question);
    const what = { departments: names, breaking: question.id, kind: question.kind, reason, fields: told(taken) };
    const concern = { publisherId: OF_NO_PLUGIN, agencies: [], taken };
    await announce(inner, 'release.breaking-asked', what, now, {
      offices: await officesConcerned(inner, concern, now),
    });
    await audit(
      inner,
      viewer,
      { act: 'forceBreakingChange', target: question.id, reason, before: null, after: question },
      now,
    );
    return question.id;
  });
}
