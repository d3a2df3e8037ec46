import { defineEntity, p } from '@mikro-orm/core';
import type { InspectionKind } from '../inspection/inspection-kind.ts';
import type { HazardLevel } from './hazard-level.ts';

export const HAZARD_STATUSES = ['FOUND', 'RECTIFIED', 'VERIFIED'] as const;
export type HazardStatus = (typeof HAZARD_STATUSES)[number];

const SafetyHazardSchema = defineEntity({
  name: 'SafetyHazard',
  tableName: 'safety_hazard',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(20).$type<InspectionKind>(),
    level: p.string().length(10).$type<HazardLevel>(),
    status: p.string().length(10).$type<HazardStatus>(),
    subjectUscc: p.string().length(18),
    placeId: p.string().length(40),
    divisionCode: p.string().length(12),
    /** Null: found outside an inspection. */
    inspectionId: p.string().length(40).strictNullable(),
    /** The agency that found it, and whose officers verify. */
    agencyUscc: p.string().length(18),
    description: p.text(),
    /** `YYYY-MM-DD` */
    foundOn: p.string().length(10),
    dueAt: p.datetime(3),
    reportedAt: p.datetime(3),
    /** OIDC `sub` of the officer. */
    reportedBy: p.string().length(64),
    /** What the firm did, in its words. */
    rectification: p.text().strictNullable(),
    rectifiedAt: p.datetime(3).strictNullable(),
    /** What the officer saw when looking again. */
    verification: p.text().strictNullable(),
    verifiedAt: p.datetime(3).strictNullable(),
    verifiedBy: p.string().length(64).strictNullable(),
    /** When it was alerted as overdue, once; null: it was not. */
    overdueAlertAt: p.datetime(3).strictNullable(),
  },
});

export class SafetyHazard extends SafetyHazardSchema.class {}
SafetyHazardSchema.setClass(SafetyHazard);
