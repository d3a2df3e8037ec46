import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateCredentials, loadRealm, type RunningKeycloak, startKeycloak } from '@citygraph/identity';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, openDeskAt } from './command-line.ts';

describe('the command at a real Keycloak', () => {
  const realm = loadRealm();
  const credentials = generateCredentials(realm);
  let keycloak: RunningKeycloak;
  /** Says who signs people on, as a hub does. */
  let hub: Server;
  let desk: AtTheDesk;

  beforeAll(async () => {
    keycloak = await startKeycloak({ realm, credentials });
    hub = createServer((req, res) => {
      const facts = { apiVersions: ['citygraph.dev/v1'], issuer: keycloak.issuer };
      res.writeHead(req.url === '/.well-known/citygraph' ? 200 : 404, { 'content-type': 'application/json' });
      res.end(JSON.stringify(facts));
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    desk = await openDeskAt(`http://127.0.0.1:${(hub.address() as AddressInfo).port}`);
  }, 240_000);
  afterAll(async () => {
    await desk?.close();
    hub?.closeAllConnections();
    hub?.close();
    await keycloak?.close();
  }, 30_000);

  it('signs a person in by a page and a code, says who they are, and signs them out', async () => {
    const username = 'vendor-satellite';
    const signedIn = await desk.signIn(username, credentials.users[username] ?? '');
    expect(signedIn).toMatchObject({ exit: 0, data: { name: username, issuer: keycloak.issuer } });
    expect(await desk.citygraph('auth', 'whoami', '--offline')).toMatchObject({
      exit: 0,
      data: { name: username, roles: expect.arrayContaining(['vendor']), app: 'citygraph-cli' },
    });
    expect(await desk.citygraph('auth', 'logout')).toMatchObject({
      exit: 0,
      data: { wasSignedIn: true, revoked: true },
    });
  }, 120_000);
});
