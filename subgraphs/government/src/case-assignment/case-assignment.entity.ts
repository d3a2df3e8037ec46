import type { Purpose } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';

/** Which officer works on which case, for which agency, why, on whom, until when. */
const CaseAssignmentSchema = defineEntity({
  name: 'CaseAssignment',
  tableName: 'case_assignment',
  properties: {
    id: p.string().length(60).primary(),
    /** OIDC `sub`. */
    officer: p.string().length(64),
    /** USCC of the competent agency or institution. */
    agency: p.string().length(18),
    purposes: p.array().$type<Purpose[]>().columnType('text'),
    /** Keys of residents, households, legal entities, parcels or projects. */
    subjects: p.array().columnType('text'),
    expiresAt: p.datetime(),
  },
});

export class CaseAssignment extends CaseAssignmentSchema.class {}
CaseAssignmentSchema.setClass(CaseAssignment);
