import type { SensitivityLevel } from '@citygraph/contract';
import { addWorkingDays, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import type { CatalogItem } from '../catalog-entry/catalog-of.ts';
import { CatalogSource } from '../catalog-entry/catalog-source.entity.ts';
import { notGranted } from '../catalog-entry/not-granted.ts';
import { HUB } from '../hub-viewer.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { DataGrant, GrantAlert, GrantApproval } from './data-grant.entity.ts';
import { eyesNeeded, highestOf, WORKING_DAYS_TO_DECIDE } from './data-grant.rules.ts';
import { egressOf } from './egress-of.ts';
import { IDLE_DAYS, idleReason } from './idle-reason.ts';
import { itemsNow } from './levels-now.ts';
import { changeGrant } from './load-grant.ts';
import { tellOfGrant, tellOfRequest, tellOwnersOfEnd } from './tell-of-grant.ts';

/**
 * Holds grants to the labels of now: call it in the transaction in which the catalogue changes. What was given by fewer persons than its label takes by now is a request again, with what was said of it so
 * far, and out of force until somebody else says the same. What has become important data is shared with nobody: its grants end, and nobody can say yes to a request. What is labelled lower, or gone, stays as it was decided, as long as the grant gives anything;
 * one that gives nothing says so, and ends when that has lasted. What is granted to nobody ends its grants at once.
 */
export async function judgeGrantsAnew(em: EntityManager, now: Date): Promise<void> {
  const living = { state: { $in: ['REQUESTED' as const, 'OFFERED' as const, 'ACTIVE' as const] }, until: { $gt: now } };
  const grants = await findRows(em, DataGrant, living, { orderBy: { id: 'asc' } });
  const itemsOf = await itemsNow(
    em,
    grants.flatMap(({ coordinates }) => coordinates),
  );
  const levelsOf = (coordinate: string) => itemsOf(coordinate).map(({ sensitivity }) => sensitivity);
  // Before the first graph the catalogue has nothing, and that says nothing.
  const isCatalog = (await em.count(CatalogSource, {})) > 0;
  let isPolicy = false;
  for (const grant of grants) {
    const barred = grant.coordinates.find((coordinate) => notGranted(coordinate) !== null);
    const reason =
      barred === undefined
        ? isCatalog && (await idleTooLong(em, grant, itemsOf, now))
        : `${barred} is granted to nobody: ${notGranted(barred)}. Ask for the rest anew.`;
    if (reason) {
      await change(em, grant, ending(grant, reason, now), now);
      isPolicy ||= grant.state === 'ACTIVE';
      continue;
    }
    const level = highestOf([grant.level === 'I' ? 'S4' : grant.level, ...grant.coordinates.flatMap(levelsOf)]);
    if (level !== 'I' && level === grant.level) continue;
    const highest = grant.coordinates.filter((coordinate) => levelsOf(coordinate).includes(level));
    const approvals = await em.count(GrantApproval, { grantId: grant.id });
    await change(em, grant, changeOf(grant, { level, highest }, approvals, now), now);
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

/** Marks a grant that can serve nothing, or serves again; answers why it ends if that has lasted. */
async function idleTooLong(
  em: EntityManager,
  grant: DataGrant,
  itemsOf: (coordinate: string) => readonly CatalogItem[],
  now: Date,
): Promise<string | null> {
  const isIdle = idleReason(grant, itemsOf, () => false) !== null;
  const egress = isIdle && grant.plugin !== null ? await egressOf(em, grant.plugin) : [];
  const sent = new Set(egress.flatMap(({ coordinate, needsGrant }) => (needsGrant ? coordinate : [])));
  const why = isIdle ? idleReason(grant, itemsOf, (coordinate) => sent.has(coordinate)) : null;
  const since = why === null ? null : (grant.idleSince ?? now);
  if (why !== grant.idleReason || since?.getTime() !== grant.idleSince?.getTime()) {
    const marks = { idleSince: since, idleReason: why };
    await changeGrant(em, grant, marks);
    Object.assign(grant, marks, { version: grant.version + 1 });
  }
  if (since === null || now.getTime() - since.getTime() < IDLE_DAYS * 86_400_000) return null;
  return `It served nothing for ${IDLE_DAYS} days: ${why} Ask anew for what you need.`;
}

/** What waits is refused, what runs or is offered ends. */
const ending = ({ state }: DataGrant, decisionReason: string, now: Date): Partial<DataGrant> => ({
  state: state === 'REQUESTED' ? 'REFUSED' : 'REVOKED',
  decidedAt: now,
  decisionReason,
});

async function change(em: EntityManager, grant: DataGrant, changed: Partial<DataGrant>, now: Date): Promise<void> {
  await changeGrant(em, grant, changed);
  const after = { ...grant, ...changed };
  const act = { act: 'judgeDataGrant', target: grant.id, reason: changed.decisionReason ?? null, before: grant, after };
  await audit(em, HUB, act, now);
  if (changed.state === undefined) return;
  await tellOfGrant(em, grant, after, now);
  if (changed.state !== 'REQUESTED') {
    await tellOwnersOfEnd(em, after, now);
    return;
  }
  // The clock begins anew.
  await em.nativeDelete(GrantAlert, { grantId: grant.id });
  await tellOfRequest(em, after, now);
}

function changeOf(grant: DataGrant, { level, highest }: Raised, approvals: number, now: Date): Partial<DataGrant> {
  const { state, level: before } = grant;
  const names = highest.join(', ');
  if (level === 'I') {
    const decisionReason = `${names} is important data by now, which is shared with nobody. Ask for the rest anew.`;
    return { level, ...ending(grant, decisionReason, now) };
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
