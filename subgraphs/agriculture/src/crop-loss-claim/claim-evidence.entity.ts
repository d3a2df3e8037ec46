import { defineEntity, p } from '@mikro-orm/core';
import type { EvidenceKind } from './evidence.rules.ts';

const ClaimEvidenceSchema = defineEntity({
  name: 'ClaimEvidence',
  tableName: 'claim_evidence',
  properties: {
    id: p.string().length(40).primary(),
    claimId: p.string().length(40),
    kind: p.string().length(20).$type<EvidenceKind>(),
    uri: p.string().length(500),
    /** Of the file, lower-case hexadecimal: what was shown then can be checked later. */
    sha256: p.string().length(64),
    takenAt: p.datetime(3),
    /** OIDC subject. */
    submittedBy: p.string().length(80),
    submittedAt: p.datetime(3),
  },
  uniques: [{ name: 'claim_evidence_digest', properties: ['claimId', 'sha256'] }],
});

/** A picture or paper that shows the loss. The file stays where it is; the claim keeps its address and digest. */
export class ClaimEvidence extends ClaimEvidenceSchema.class {}
ClaimEvidenceSchema.setClass(ClaimEvidence);
