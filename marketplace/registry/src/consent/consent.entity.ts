import { defineEntity, p } from '@mikro-orm/core';

export type SubjectType = 'Resident' | 'LegalEntity';

const ConsentSchema = defineEntity({
  name: 'Consent',
  tableName: 'consent',
  properties: {
    id: p.string().length(40).primary(),
    grantId: p.string().length(40),
    subjectType: p.string().length(20).$type<SubjectType>(),
    /** `Resident.id` or a USCC. */
    subjectKey: p.string().length(40),
    /** The subject while the consent was not revoked; null afterwards. With `grantId` it is unique. */
    openSubject: p.string().length(40).strictNullable(),
    /** OIDC `sub` of who gave it. */
    givenBy: p.string().length(64),
    /** `Resident.id` of who gave it as a guardian; null: whose data it is, or who represents them. */
    guardian: p.string().length(40).strictNullable(),
    /** When they were last seen to be one. */
    guardianSeenAt: p.datetime(3).strictNullable(),
    givenAt: p.datetime(3),
    until: p.datetime(3),
    revokedAt: p.datetime(3).strictNullable(),
    /** Compact JWS (EdDSA) over what was consented to. */
    artefactJws: p.text(),
    /** What the artefact's `sub` is hashed with, 32 bytes in base64url; null: it has the key itself, as they did before. */
    artefactSalt: p.string().length(43).strictNullable(),
    /** Version of the policy that brought or ended it: what gateways are sent is told from the version before. */
    changedIn: p.bigint('number'),
  },
});

/** Somebody's word that a grant may be used on their data; kept for ever, revoked at once. */
export class Consent extends ConsentSchema.class {}
ConsentSchema.setClass(Consent);
