import { defineEntity, p } from '@mikro-orm/core';
import type { ExchangeRemark } from './exchange-remark.ts';

const ExchangeRecordSchema = defineEntity({
  name: 'ExchangeRecordRow',
  tableName: 'exchange_record',
  properties: {
    id: p.string().length(40).primary(),
    /** Which gateway's ledger. */
    ledger: p.string().length(60),
    /** Place in it, from 1 without gaps. */
    sequence: p.bigint('number'),
    previous: p.string().length(64),
    chainHash: p.string().length(64),
    at: p.datetime(3),
    /** This and `organisation`: `fitted`. */
    app: p.string().length(80).strictNullable(),
    organisation: p.string().length(18).strictNullable(),
    /** Canonical JSON of contract's `ExchangeRecord`: what was hashed. */
    record: p.text().columnType('mediumtext'),
    /** null: it is as it should be. */
    remark: p.string().length(20).$type<ExchangeRemark>().strictNullable(),
  },
});

/** Evidence as a gateway shipped it; only ever added. */
export class ExchangeRecordRow extends ExchangeRecordSchema.class {}
ExchangeRecordSchema.setClass(ExchangeRecordRow);

const ExchangeSubjectSchema = defineEntity({
  name: 'ExchangeSubject',
  tableName: 'exchange_subject',
  properties: {
    /** `subjectHash`. */
    subject: p.string().length(40).primary(),
    recordId: p.string().length(40).primary(),
    at: p.datetime(3),
    /** OIDC `sub` of who asked, `fitted`, where nobody else got to see it: by the city's own app, and no plugin was sent any. null: others did, or nobody was signed in. */
    actor: p.string().length(64).strictNullable(),
  },
});

/** Whose data a record is about. */
export class ExchangeSubject extends ExchangeSubjectSchema.class {}
ExchangeSubjectSchema.setClass(ExchangeSubject);
