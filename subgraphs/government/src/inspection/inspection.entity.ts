import { defineEntity, p } from '@mikro-orm/core';
import type { InspectionKind } from './inspection-kind.ts';

export const INSPECTION_RESULTS = ['PASSED', 'RECTIFIED', 'FAILED'] as const;
export type InspectionResult = (typeof INSPECTION_RESULTS)[number];

const InspectionSchema = defineEntity({
  name: 'Inspection',
  tableName: 'inspection',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(20).$type<InspectionKind>(),
    subjectUscc: p.string().length(18),
    agencyUscc: p.string().length(18),
    result: p.string().length(20).$type<InspectionResult>(),
    /** `YYYY-MM-DD`; `on` is a word of SQL. */
    on: p.string().length(10).fieldName('inspected_on'),
  },
});

export class Inspection extends InspectionSchema.class {}
InspectionSchema.setClass(Inspection);
