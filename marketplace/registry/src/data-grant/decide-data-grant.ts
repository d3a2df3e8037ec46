import { CityGraphError, digestOfPayload, type SensitivityLevel, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { reasonText } from '../plain-text.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { isOwn } from '../publisher/is-own.ts';
import { assertMayGet } from './assert-may-get.ts';
import { type DataGrant, GrantApproval } from './data-grant.entity.ts';
import { eyesNeeded, type GrantParties, highestOf, isOfOwner } from './data-grant.rules.ts';
import { GrantDecision } from './grant-decision.ts';
import { levelsNow } from './levels-now.ts';
import { changeGrant, loadGrant } from './load-grant.ts';
import { tellOfGrant } from './tell-of-grant.ts';
import { assertGrantable } from './wanted-parts.ts';

const Decision = z
  .strictObject({
    id: z.string().min(1).max(40),
    decision: z.enum(GrantDecision),
    coordinates: z.array(z.string().max(161)).min(1).max(200).nullable(),
    needsConsent: z.boolean(),
    reason: reasonText.nullable(),
  })
  .refine(({ decision, reason }) => decision === 'APPROVE' || reason !== null, {
    path: ['reason'],
    message: 'say why you refuse or narrow it',
  })
  .refine(({ decision, coordinates }) => (decision === 'NARROW') === (coordinates !== null), {
    path: ['coordinates'],
    message: 'give with NARROW those that remain, and with nothing else',
  });

export type Decision = z.input<typeof Decision>;

const DECIDERS = 'an officer of the agency that owns the data, never for who asked';

/**
 * The owner's word on a request. Approved as asked, it is in force; narrowed, the grantee has to accept first; S4 needs the same word of a second person. Answers
 * the grant's id.
 */
export async function decideDataGrant(
  em: EntityManager,
  viewer: Viewer,
  wanted: Decision,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Decision, wanted);
  return idempotent(em, { operation: 'decideDataGrant', key, viewer, input, now }, async (inner) => {
    const mayDecide = async (who: Viewer, { ownerUscc, granteeUscc, requestedBy, publisher }: GrantParties) =>
      isOfOwner(who, ownerUscc) && !(await isOwn(inner, who, { publisher, by: [requestedBy], firm: granteeUscc }, now));
    const grant = await loadGrant(inner, viewer, input.id, mayDecide, DECIDERS);
    if (grant.state !== 'REQUESTED')
      throw new CityGraphError('CONFLICT', `Grant ${grant.id} is ${grant.state} already.`);
    if (input.decision === 'REFUSE') await settle(inner, viewer, grant, { state: 'REFUSED' }, input.reason, now);
    else await approve(inner, viewer, grant, input, now);
    return grant.id;
  });
}

async function approve(
  em: EntityManager,
  viewer: Viewer,
  grant: DataGrant,
  { decision, coordinates: kept, needsConsent, reason }: z.output<typeof Decision>,
  now: Date,
): Promise<void> {
  if (grant.plugin !== null) await assertMayGet(em, grant.plugin);
  const coordinates = narrowed(grant, kept);
  assertGrantable(coordinates);
  const termsDigest = digestOfPayload({ coordinates, needsConsent });
  const approver = viewer.principal.subject ?? '';
  const earlier = await em.find(GrantApproval, { grantId: grant.id }, { disableIdentityMap: true });
  if (earlier.some((approval) => approval.approver === approver)) {
    throw new CityGraphError('CONFLICT', `You approved grant ${grant.id} already; a second person has to.`);
  }
  if (earlier.some((approval) => approval.termsDigest !== termsDigest)) {
    throw new CityGraphError('CONFLICT', `Grant ${grant.id} was approved on other terms; approve those, or refuse it.`);
  }
  const level = await levelOf(em, coordinates, grant);
  await em.insert(GrantApproval, {
    grantId: grant.id,
    approver,
    approverAgency: viewer.principal.agency ?? '',
    termsDigest,
    approvedAt: now,
  });
  if (earlier.length + 1 < eyesNeeded(level)) {
    await changeGrant(em, grant, {});
    await audit(
      em,
      viewer,
      { act: 'decideDataGrant', target: grant.id, reason, before: grant, after: { termsDigest } },
      now,
    );
    return;
  }
  const state = decision === 'NARROW' ? 'OFFERED' : 'ACTIVE';
  await settle(em, viewer, grant, { state, coordinates, needsConsent, level }, reason, now);
}

/** Sorted; what a request did not ask for cannot be granted by it. */
function narrowed({ coordinates }: DataGrant, kept: readonly string[] | null): readonly string[] {
  if (kept === null) return coordinates;
  const foreign = kept.find((coordinate) => !coordinates.includes(coordinate));
  if (foreign !== undefined || new Set(kept).size === coordinates.length) {
    const message = foreign === undefined ? 'all of them remain; APPROVE it' : `${foreign} was not asked for`;
    throw new CityGraphError('BAD_USER_INPUT', `coordinates: ${message}.`, { extensions: { argument: 'coordinates' } });
  }
  return [...new Set(kept)].sort();
}

/**
 * The most personal of what is decided on, as the catalogue has it now: what was withdrawn may have had another label. What it does not have is a person's key that a
 * plugin asked for, and as personal as the whole request. Throws CONFLICT for important data.
 */
async function levelOf(
  em: EntityManager,
  coordinates: readonly string[],
  { plugin, level }: Pick<DataGrant, 'plugin' | 'level'>,
): Promise<SensitivityLevel> {
  const unknown = plugin === null ? 'S4' : level;
  const levelsOf = await levelsNow(em, coordinates);
  const important = coordinates.find((coordinate) => levelsOf(coordinate).includes('I'));
  if (important !== undefined) {
    throw new CityGraphError(
      'CONFLICT',
      `${important} is important data by now and is shared with nobody: refuse the request, or narrow it to the rest.`,
    );
  }
  return highestOf(
    coordinates.flatMap((coordinate) => {
      const levels = levelsOf(coordinate);
      return levels.length === 0 ? [unknown] : levels;
    }),
  );
}

async function settle(
  em: EntityManager,
  viewer: Viewer,
  grant: DataGrant,
  change: Partial<DataGrant>,
  reason: string | null,
  now: Date,
): Promise<void> {
  const settled = { ...change, decidedAt: now, decisionReason: reason };
  await changeGrant(em, grant, settled);
  await audit(
    em,
    viewer,
    { act: 'decideDataGrant', target: grant.id, reason, before: grant, after: { ...grant, ...settled } },
    now,
  );
  await tellOfGrant(em, grant, { state: change.state ?? grant.state, decisionReason: reason }, now);
  if (change.state === 'ACTIVE') await touchPolicy(em, now);
}
