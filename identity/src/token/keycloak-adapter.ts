import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import KeycloakConnect from 'keycloak-connect';

/** The grant manager's parts that its published types leave out. */
interface GrantManager {
  createGrant(grant: { access_token: string }): Promise<unknown>;
  rotation: { getJWK(kid: string): Promise<string> };
}

/**
 * Keycloak's own adapter judges an access token (bearer only). The adapter is deprecated by its makers, so this is the one file that
 * knows it. It fetches no keys by itself: its rotation, which asks without limit of time and forgets on restart, is replaced by ours.
 */
export function keycloakAdapter(issuer: string, audience: string, findKey: (kid: string) => Promise<JWK | null>) {
  const { origin, pathname } = new URL(issuer);
  const at = pathname.lastIndexOf('/realms/');
  const keycloak = new KeycloakConnect({}, {
    // As it is written in the address: the adapter compares `iss` with what it puts together again.
    realm: pathname.slice(at + '/realms/'.length),
    'auth-server-url': `${origin}${pathname.slice(0, at)}`,
    resource: audience,
    'bearer-only': true,
    'ssl-required': 'external',
    'confidential-port': 0,
    'verify-token-audience': true,
  } as ConstructorParameters<typeof KeycloakConnect>[1] & object);
  const manager = keycloak.grantManager as unknown as GrantManager;
  manager.rotation.getJWK = async (kid) => {
    const jwk = await findKey(kid);
    if (!jwk) throw new Error(`no key ${kid}`);
    return createPublicKey({ key: jwk as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
  };
  return {
    /** Rejects when the adapter would refuse the token. It knows RSA with SHA-256 only. */
    async accept(accessToken: string): Promise<void> {
      await manager.createGrant({ access_token: accessToken });
    },
  };
}
