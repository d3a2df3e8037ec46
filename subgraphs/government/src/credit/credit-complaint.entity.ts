import { defineEntity, p } from '@mikro-orm/core';

const CreditComplaintSchema = defineEntity({
  name: 'CreditComplaint',
  tableName: 'credit_complaint',
  properties: {
    id: p.string().length(40).primary(),
    subjectUscc: p.string().length(18),
    /** Null: about the entity as a whole. */
    recordId: p.string().length(40).strictNullable(),
    grounds: p.text(),
    status: p.string().length(20).$type<'OPEN' | 'UPHELD' | 'DISMISSED'>(),
    /** OIDC `sub` of the complainant. */
    filedBy: p.string().length(64),
    filedAt: p.datetime(3),
    /** Why it was upheld or dismissed. */
    reason: p.text().strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    decidedBy: p.string().length(64).strictNullable(),
    division: p.string().length(12).strictNullable(),
  },
});

export class CreditComplaint extends CreditComplaintSchema.class {}
CreditComplaintSchema.setClass(CreditComplaint);
