import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, living, type SubjectRule, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { type HazardSubject, rectifiesHazard, unknownHazard, verifiesHazard } from './safety-hazard.access.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';
import type { WatchedHazard } from './safety-hazard.loader.ts';
import { assertOtherEyes, assertStatus, SAFETY_AGENCIES } from './safety-hazard.rules.ts';

const hazardId = z.string().min(1).max(40);
const words = z.string().trim().min(4, 'use four characters or more').max(2000, 'use 2,000 characters');
const Rectification = z.strictObject({ hazardId, rectification: words });
const Verification = z.strictObject({ hazardId, passed: z.boolean(), verification: words });

/** Who represents the firm says that, and how, a hazard was put right. Answers its id. */
export async function recordRectification(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Rectification>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Rectification, wanted);
  const { hazardId: id, rectification } = input;
  const isLiving = living(SafetyHazard, { status: { $ne: 'FOUND' } });
  const request = { operation: 'recordRectification', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    assertStatus(await hazardFor(inner, viewer, rectifiesHazard, id, now), 'FOUND');
    const changed = await inner.nativeUpdate(
      SafetyHazard,
      { id, status: 'FOUND' },
      { status: 'RECTIFIED', rectification, rectifiedAt: now },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

/** Another officer of the agency looks again: what is not gone goes back to the firm, its due moment as it was. Answers its id. */
export async function verifyRectification(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Verification>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Verification, wanted);
  const { hazardId: id, passed, verification } = input;
  const isLiving = living(SafetyHazard, { status: { $ne: 'RECTIFIED' } });
  const request = { operation: 'verifyRectification', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const hazard = await hazardFor(inner, viewer, verifiesHazard, id, now);
    assertOtherEyes(hazard, viewer.principal.subject);
    assertStatus(hazard, 'RECTIFIED');
    const { subject } = viewer.principal;
    const changed = await inner.nativeUpdate(
      SafetyHazard,
      { id, status: 'RECTIFIED', rectifiedAt: hazard.rectifiedAt },
      passed
        ? { status: 'VERIFIED', verification, verifiedAt: now, verifiedBy: subject }
        : { status: 'FOUND', verification, verifiedAt: now, verifiedBy: subject, rectifiedAt: null },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

async function hazardFor(
  em: EntityManager,
  viewer: Viewer,
  rule: SubjectRule<HazardSubject>,
  id: string,
  now: Date,
): Promise<WatchedHazard> {
  const found = await em.findOne(SafetyHazard, { id }, { disableIdentityMap: true });
  const agencies = await em.find(Agency, { field: { $in: [...SAFETY_AGENCIES] } });
  const hazard = found && Object.assign(found, { watchers: agencies.map(({ uscc }) => uscc) });
  granted<HazardSubject>(viewer, rule, hazard ?? unknownHazard(id), { argument: 'hazardId', what: 'hazard', now });
  if (hazard === null) throw new CityGraphError('NOT_FOUND', `hazardId: there is no hazard ${id}.`);
  return hazard;
}

const changedMeanwhile = (id: string) =>
  new CityGraphError('CONFLICT', `hazardId: ${id} has changed meanwhile; read it again.`, {
    extensions: { argument: 'hazardId' },
  });
