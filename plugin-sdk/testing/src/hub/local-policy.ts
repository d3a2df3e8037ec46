import {
  type GrantTerms,
  generateSigningKey,
  type PluginManifest,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  PURPOSES,
  type SignedDocument,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import { LOCAL_APP } from './callers.ts';

/** `declared`: all that the manifest asks for is granted, as after a review; `none`: nothing is, as before it. */
export type GrantsGiven = 'declared' | 'none';

/** Signs what people would have decided about a plugin. Every bundle is newer than the one before. */
export interface LocalPolicy {
  readonly keys: readonly SigningKey['publicJwk'][];
  bundle(manifest: PluginManifest, grants: GrantsGiven): SignedDocument<PolicyBundle>;
}

/** A local hub lives shorter than this; ms. */
const LIFETIME_MS = 365 * 24 * 3_600_000;

export async function createLocalPolicy(): Promise<LocalPolicy> {
  const key = await generateSigningKey();
  let version = 0;
  return {
    keys: [key.publicJwk],
    bundle(manifest, grants) {
      version += 1;
      const until = new Date(Date.now() + LIFETIME_MS).toISOString();
      return signDocument<PolicyBundle>(
        POLICY_BUNDLE_TYPE,
        {
          version,
          issuedAt: new Date().toISOString(),
          freshUntil: until,
          apps: {
            [LOCAL_APP]: { organisation: null, thirdParty: false, documents: [], documentsOnly: false, limits: null },
          },
          plugins: { [manifest.subgraph]: { disabled: null, release: manifest.version } },
          grants: grants === 'declared' ? grantsOf(manifest, until) : [],
          consents: [],
        },
        [key],
      );
    },
  };
}

/** Internal data is granted for every purpose, personal data for the one that the manifest says. */
function grantsOf({ subgraph, permissions }: PluginManifest, until: string): GrantTerms[] {
  return permissions.data.flatMap((permission) => {
    const isPersonal = permission.class !== 'S2';
    const purposes = isPersonal ? [permission.purpose] : PURPOSES;
    return purposes.map((purpose) => ({
      id: `local ${permission.coordinate} ${purpose}`,
      grantee: { plugin: subgraph },
      coordinates: [permission.coordinate],
      purpose,
      until,
      retentionDays: isPersonal ? permission.retentionDays : 365,
      needsConsent: false,
    }));
  });
}
