import { defineEntity, p } from '@mikro-orm/core';

export const CONSENT_SCOPES = ['HIDE_ENCOUNTERS', 'DENY_RECORD'] as const;
export type ConsentScope = (typeof CONSENT_SCOPES)[number];

const ConsentDirectiveSchema = defineEntity({
  name: 'ConsentDirective',
  tableName: 'consent_directive',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40),
    scope: p.string().length(20).$type<ConsentScope>(),
    granteeUscc: p.string().length(18),
    /** null: until it is replaced. */
    until: p.datetime(3).nullable(),
    recordedBy: p.string().length(80),
    recordedAt: p.datetime(3),
  },
});

/** What a resident says about who may see the record (FHIR Consent). */
export class ConsentDirective extends ConsentDirectiveSchema.class {}
ConsentDirectiveSchema.setClass(ConsentDirective);
