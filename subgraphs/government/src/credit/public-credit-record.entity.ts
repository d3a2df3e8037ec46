import { defineEntity, p } from '@mikro-orm/core';
import type { CreditCategory } from './credit-category.ts';

const PublicCreditRecordSchema = defineEntity({
  name: 'PublicCreditRecord',
  tableName: 'public_credit_record',
  properties: {
    id: p.string().length(40).primary(),
    subjectUscc: p.string().length(18),
    category: p.string().length(30).$type<CreditCategory>(),
    /** The agency that entered it; for what the entity declares, the register's keeper. */
    sourceUscc: p.string().length(18),
    statement: p.text(),
    /** `YYYY-MM-DD` */
    effectiveFrom: p.string().length(10),
    redressedAt: p.string().length(10).strictNullable(),
    /** Of a REDRESS: the record it redresses. */
    redresses: p.string().length(40).strictNullable(),
    /** Division of the entity. */
    division: p.string().length(12).strictNullable(),
  },
});

export class PublicCreditRecord extends PublicCreditRecordSchema.class {}
PublicCreditRecordSchema.setClass(PublicCreditRecord);
