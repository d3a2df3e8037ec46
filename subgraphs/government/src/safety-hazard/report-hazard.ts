import { CityGraphError, parseDate, type Viewer } from '@citygraph/contract';
import { cityDay, idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { Inspection } from '../inspection/inspection.entity.ts';
import { InspectionKind } from '../inspection/inspection-kind.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { Place } from '../place/place.entity.ts';
import { HazardLevel } from './hazard-level.ts';
import { reportsHazards } from './safety-hazard.access.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';
import { assertFoundOn, hazardDueAt, SAFETY_AGENCIES } from './safety-hazard.rules.ts';

const Report = z.strictObject({
  uscc: z.string(),
  kind: z.enum(InspectionKind),
  level: z.enum(HazardLevel),
  description: z
    .string()
    .trim()
    .min(4, 'say what is wrong in four characters or more')
    .max(2000, 'use 2,000 characters'),
  foundOn: z.string(),
  /** Null: the entity's registered address. */
  placeId: z.string().min(1).max(40).nullable(),
  inspectionId: z.string().min(1).max(40).nullable(),
});

export type Report = z.infer<typeof Report>;

/** An officer of a safety agency reports a hazard found at a legal entity; its clock begins. Answers its id. */
export async function reportHazard(
  em: EntityManager,
  viewer: Viewer,
  report: Report,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Report, report);
  const { uscc, kind, level, description, inspectionId } = input;
  const foundOn = parseDate(input.foundOn);
  assertFoundOn(foundOn, cityDay(now));
  const isLiving = living(SafetyHazard, { status: { $ne: 'VERIFIED' } });
  const request = { operation: 'reportHazard', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const watchers = await inner.find(Agency, { field: { $in: [...SAFETY_AGENCIES] } });
    const entity = await inner.findOne(LegalEntity, { uscc });
    const place = await inner.findOne(Place, { id: input.placeId ?? entity?.placeId ?? '' });
    const subject = {
      id: '',
      subjectUscc: uscc,
      agencyUscc: viewer.principal.agency ?? '',
      // Where nothing is known there is nothing to be outside of: the report is refused below.
      divisionCode: place?.divisionCode ?? viewer.principal.divisionPrefix ?? '',
      watchers: watchers.map((agency) => agency.uscc),
    };
    const verdict = reportsHazards(viewer, subject, now);
    if (!verdict.allowed) throw new CityGraphError(verdict.code, REPORTERS);
    if (!entity) throw missing('uscc', `no legal entity has the code ${uscc}.`);
    if (!place) throw missing('placeId', `the address directory has no place ${input.placeId ?? 'for the entity'}.`);
    if (inspectionId !== null && !(await inner.findOne(Inspection, { id: inspectionId, subjectUscc: uscc, kind }))) {
      throw missing('inspectionId', `${uscc} had no ${kind} inspection ${inspectionId}.`);
    }
    const id = newId('haz_');
    await inner.insert(SafetyHazard, {
      id,
      kind,
      level,
      status: 'FOUND',
      subjectUscc: uscc,
      placeId: place.id,
      divisionCode: place.divisionCode,
      inspectionId,
      agencyUscc: subject.agencyUscc,
      description,
      foundOn,
      dueAt: hazardDueAt(foundOn, level),
      reportedAt: now,
      reportedBy: viewer.principal.subject ?? '',
      rectification: null,
      rectifiedAt: null,
      verification: null,
      verifiedAt: null,
      verifiedBy: null,
      overdueAlertAt: null,
    });
    return id;
  });
}

const REPORTERS =
  'Hazards are reported by officers of Emergency Management and Market Supervision, on a case, for emergency-response, city-management or market-supervision.';

const missing = (argument: string, message: string) =>
  new CityGraphError('NOT_FOUND', `${argument}: ${message}`, { extensions: { argument } });
