import type { SensitivityLevel } from '@citygraph/contract';
import { addWorkingDays, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { HUB } from '../hub-viewer.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { DataGrant, GrantAlert, GrantApproval } from './data-grant.entity.ts';
import { eyesNeeded, highestOf, WORKING_DAYS_TO_DECIDE } from './data-grant.rules.ts';
import { levelsNow } from './levels-now.ts';
import { changeGrant } from './load-grant.ts';
import { tellOfGrant, tellOfRequest, tellOwnersOfEnd } from './tell-of-grant.ts';

/**
 * Holds grants to the labels of now: call it in the transaction in which the catalogue changes. What was given by fewer persons than its label takes by now is a request again, with what was said of it so
 * far, and out of force until somebody else says the same. What has become important data is shared with nobody: its grants end, and nobody can say yes to a request. What is labelled lower, or gone, stays as it was decided.
 */
export async function judgeGrantsAnew(em: EntityManager, now: Date): Promise<void> {
  const living = { state: { $in: ['REQUESTED' as const, 'OFFERED' as const, 'ACTIVE' as const] }, until: { $gt: now } };
  const grants = await findRows(em, DataGrant, living, { orderBy: { id: 'asc' } });
  const levelsOf = await levelsNow(
    em,
    grants.flatMap(({ coordinates }) => coordinates),
  );
  let isPolicy = false;
  for (const grant of grants) {
    const level = highestOf([grant.level === 'I' ? 'S4' : grant.level, ...grant.coordinates.flatMap(levelsOf)]);
    if (level !== 'I' && level === grant.level) continue;
    const highest = grant.coordinates.filter((coordinate) => levelsOf(coordinate).includes(level));
    await raise(em, grant, { level, highest }, now);
    isPolicy ||= grant.state === 'ACTIVE';
  }
  if (isPolicy) await touchPolicy(em, now);
}

/** The catalogue may change at the moment at which somebody decides by what it was. */
export const judgingGrants: Job = {
  name: 'judge-grants-anew',
  everySeconds: 60,
  run: (em, { now: clock }) => transact(em, (inner) => judgeGrantsAnew(inner, clock())),
};

interface Raised {
  readonly level: SensitivityLevel;
  /** Coordinates that are as high as that. */
  readonly highest: readonly string[];
}

async function raise(em: EntityManager, grant: DataGrant, { level, highest }: Raised, now: Date): Promise<void> {
  const approvals = await findRows(em, GrantApproval, { grantId: grant.id });
  const change = changeOf(grant, { level, highest }, approvals.length, now);
  await changeGrant(em, grant, change);
  const after = { ...grant, ...change };
  const act = { act: 'judgeDataGrant', target: grant.id, reason: change.decisionReason ?? null, before: grant, after };
  await audit(em, HUB, act, now);
  if (change.state === undefined) return;
  await tellOfGrant(em, grant, after, now);
  if (change.state !== 'REQUESTED') {
    await tellOwnersOfEnd(em, after, now);
    return;
  }
  // The clock begins anew.
  await em.nativeDelete(GrantAlert, { grantId: grant.id });
  await tellOfRequest(em, after, now);
}

function changeOf(
  { state, level: before }: DataGrant,
  { level, highest }: Raised,
  approvals: number,
  now: Date,
): Partial<DataGrant> {
  const names = highest.join(', ');
  if (level === 'I') {
    const decisionReason = `${names} is important data by now, which is shared with nobody. Ask for the rest anew.`;
    return { level, state: state === 'REQUESTED' ? 'REFUSED' : 'REVOKED', decidedAt: now, decisionReason };
  }
  if (state === 'REQUESTED' || eyesNeeded(level) <= eyesNeeded(before) || approvals >= eyesNeeded(level)) {
    return { level };
  }
  return {
    level,
    state: 'REQUESTED',
    dueAt: addWorkingDays(now, WORKING_DAYS_TO_DECIDE),
    decidedAt: null,
    decisionReason: `${names} is ${level} by now, and one person said yes when it was ${before}: a second has to.`,
  };
}
