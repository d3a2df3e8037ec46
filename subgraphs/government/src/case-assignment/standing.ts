import { createHash } from 'node:crypto';
import type { CaseAssignment, Standing } from '@citygraph/contract';
import { cityDay, type SubgraphContext, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Household } from '../household/household.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { Guardianship } from '../resident/guardianship.entity.ts';
import { Resident } from '../resident/resident.entity.ts';
import { isMinorOn } from '../resident/resident.rules.ts';
import { CaseAssignment as AssignedCase } from './case-assignment.entity.ts';
import { isInForce } from './case-assignment.rules.ts';

const StandingInput = z.object({
  /** OIDC `sub`. */
  subject: z.string().min(1).max(64),
  /** `Resident.id` of the token. */
  resident: z.string().min(1).max(40).nullable(),
  /** What the client said in `CityGraph-Case`: a request, not a fact. */
  caseId: z.string().max(60).nullable(),
});

type Relations = Omit<Standing, 'case' | 'version'>;

/** What government knows of a person's relations. Asked by the gateway alone, outside the public API. */
export async function standing({ em, clock, viewer }: SubgraphContext, input: unknown): Promise<Standing> {
  const { subject, resident, caseId } = validate(StandingInput, input);
  const now = clock.now();
  const agency = viewer.principal.subject === subject ? viewer.principal.agency : null;
  const claims = {
    ...(await relationsOf(em, resident, cityDay(now))),
    case: caseId === null ? null : await caseOf(em, { caseId, officer: subject, agency, now }),
  };
  return { ...claims, version: createHash('sha256').update(JSON.stringify(claims)).digest('base64url') };
}

async function relationsOf(em: EntityManager, id: string | null, today: string): Promise<Relations> {
  const resident = id === null ? null : await em.findOne(Resident, { id });
  if (!resident) return { resident: null, guardianOf: [], household: null, dwelling: null, represents: [] };
  const household = resident.householdId ? await em.findOne(Household, { id: resident.householdId }) : null;
  const wards = await em.find(Guardianship, { guardianId: resident.id });
  const minors = await em.find(Resident, { id: { $in: wards.map(({ wardId }) => wardId) } });
  // A deregistered entity has ceased to be; nobody speaks for it any more.
  const entities = await em.find(LegalEntity, { representativeId: resident.id, status: { $ne: 'DEREGISTERED' } });
  return {
    resident: resident.id,
    guardianOf: minors
      .filter(({ birthDate }) => isMinorOn(birthDate, today))
      .map(({ id }) => id)
      .sort(),
    household: household?.id ?? null,
    dwelling: household?.dwellingId ?? null,
    represents: entities.map(({ uscc }) => uscc).sort(),
  };
}

async function caseOf(
  em: EntityManager,
  { caseId, ...asker }: { caseId: string; officer: string; agency: string | null; now: Date },
): Promise<CaseAssignment | null> {
  const assigned = await em.findOne(AssignedCase, { id: caseId });
  if (!assigned || !isInForce(assigned, asker)) return null;
  const { id, agency, purposes, subjects, expiresAt } = assigned;
  return { id, agency, purposes, subjects, exp: Math.floor(expiresAt.getTime() / 1000) };
}
