import {
  type ConsentTerms,
  type GrantTerms,
  generateSigningKey,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  signDocument,
  subjectHash,
} from '@citygraph/contract';

/** Decisions about the small city's third parties: the plugin `air` and the app `app-lender`; `explorer` is the city's own. */

export const SECRET = new Uint8Array(32).fill(3);
export const key = await generateSigningKey();
export const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
export const HOUR = 3_600_000;

export const OWN = { organisation: null, thirdParty: false, documents: [], documentsOnly: false, limits: null };

export const SEALING = [{ id: 'a', secret: new Uint8Array(32).fill(9) }];

let version = 0;
const nextVersion = () => {
  version += 1;
  return version;
};
export const bundle = (parts: Partial<PolicyBundle> = {}): PolicyBundle => ({
  version: nextVersion(),
  issuedAt: soon(0),
  freshUntil: soon(HOUR),
  apps: {
    explorer: OWN,
    'app-lender': {
      organisation: '912200001234567890',
      thirdParty: true,
      documents: [],
      documentsOnly: false,
      limits: null,
    },
  },
  plugins: { air: { disabled: null, release: '1.2.0' } },
  grants: [],
  consents: [],
  ...parts,
});
export const grant = (parts: Partial<GrantTerms>): GrantTerms => ({
  id: 'grant_1',
  grantee: { plugin: 'air' },
  coordinates: ['Resident.id', 'Resident.name'],
  purpose: 'self-service',
  until: soon(HOUR),
  retentionDays: 30,
  needsConsent: false,
  ...parts,
});
export const consent = (parts: Partial<ConsentTerms> = {}): ConsentTerms => ({
  id: 'consent_1',
  grant: 'grant_1',
  subject: subjectHash(SECRET, 'Resident', 'res_parent'),
  until: soon(HOUR),
  ...parts,
});

export const signedBundle = (parts: Partial<PolicyBundle> = {}) =>
  signDocument(POLICY_BUNDLE_TYPE, bundle(parts), [key]);
