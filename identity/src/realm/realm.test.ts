import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PURPOSES } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { assertCredentials, generateCredentials, pairwiseSalt, realmWithCredentials } from './credentials.ts';
import { isLightweight, isPairwise } from './lightweight.ts';
import { loadRealm, REALM_FILE } from './realm.ts';
import { realmAt } from './realm-at.ts';

describe('the realm', () => {
  const realm = loadRealm();
  const content = readFileSync(REALM_FILE, 'utf8');
  const clientOf = (id: string) => realm.clients.find(({ clientId }) => clientId === id);
  const purposesOf = (id: string): string[] => {
    const mapper = clientOf(id)?.protocolMappers.find(({ name }) => name === 'citygraph_purposes');
    return JSON.parse(mapper?.config['claim.value'] ?? 'null');
  };

  it('holds no credential', () => {
    expect(content).not.toMatch(/"(credentials|secret|secretData|password|privateKey)"/);
  });

  it('knows the demo people by ids that the city and the register of cases count on', () => {
    expect(
      realm.users.map(({ id, username, attributes }) => [username, id.slice(-2), attributes.citygraph_resident?.[0]]),
    ).toEqual([
      ['parent', '01', 'res_xrs5107314mqsad9'],
      ['farmer', '02', 'res_5md3fq3dn7qexhyt'],
      ['shop-owner', '03', 'res_v2g6p98ga8rfwjvh'],
      ['doctor', '04', 'res_de1pwmcqqmdx46w4'],
      ['approval-officer', '05', 'res_bmg5rkqs6h59qmjv'],
      ['civil-affairs-officer', '06', 'res_60f06xs1x3j4vnz9'],
      ['lender', '07', 'res_x544k76gehkvsj1t'],
      ['duty-officer', '08', 'res_xzc64dnv4fmdnsh3'],
      ['admin', '09', 'res_6nzgcs60z7sxsw4c'],
      ['admin2', '0a', 'res_x24m7tf9dmxr1btx'],
      ['vendor-satellite', '0b', 'res_400cd1gbtza0tjrr'],
      ['vendor-iov', '0c', 'res_87rtmvhyjjxz1rgd'],
      ['app-developer', '0d', 'res_c0zmd024xcgr45rk'],
    ]);
    for (const { id } of realm.users) expect(id).toMatch(/^c1770000-0000-4000-8000-0000000000[0-9a-f]{2}$/);
  });

  it('gives people only roles that it has', () => {
    const roles = new Set(realm.roles.realm.map(({ name }) => name));
    expect([...roles].sort()).toEqual([
      'administrator',
      'developer',
      'doctor',
      'lender',
      'officer',
      'resident',
      'vendor',
    ]);
    for (const { realmRoles } of realm.users) for (const role of realmRoles) expect(roles).toContain(role);
  });

  it('registers apps for purposes of the purpose list, and the demo tools for all', () => {
    for (const { clientId } of realm.clients) {
      for (const purpose of purposesOf(clientId)) expect(PURPOSES).toContain(purpose);
    }
    const sayable = PURPOSES.filter((purpose) => purpose !== 'self-service');
    for (const app of ['citygraph-cli', 'citygraph-explorer'])
      expect(purposesOf(app).sort()).toEqual([...sayable].sort());
    expect(purposesOf('app-lender')).toEqual(['credit-assessment']);
  });

  it('lets no app hold a password, and no public app go without PKCE', () => {
    for (const client of realm.clients) {
      expect(client).toMatchObject({ directAccessGrantsEnabled: false, implicitFlowEnabled: false });
      if (client.publicClient) expect(client.attributes['pkce.code.challenge.method']).toBe('S256');
    }
  });

  it('gives every app that is not the city’s own tokens that say nothing of the person, and asks them first', () => {
    const own = ['citygraph-gateway', 'citygraph-console', 'citygraph-explorer', 'citygraph-cli', 'app-school-entry'];
    const others = realm.clients.filter(({ clientId }) => !own.includes(clientId));
    expect(others.map(({ clientId }) => clientId)).toEqual(['app-lender']);
    for (const client of others) {
      expect([isLightweight(client), isPairwise(client)]).toEqual([true, true]);
      expect(client).toMatchObject({
        consentRequired: true,
        // Keycloak's default is false where consent is required: the gateway would hear of no roles.
        fullScopeAllowed: true,
        defaultClientScopes: ['basic', 'roles'],
        optionalClientScopes: [],
      });
      const seen = client.protocolMappers.filter(({ config }) =>
        ['access.token.claim', 'id.token.claim', 'userinfo.token.claim', 'lightweight.claim'].some(
          (where) => config[where] === 'true',
        ),
      );
      expect(seen.map(({ name }) => name)).toEqual([
        'citygraph audience',
        'gateway may introspect',
        'citygraph_purposes',
        'citygraph_introspect',
      ]);
    }
    for (const client of realm.clients.filter(({ clientId }) => own.includes(clientId)))
      expect([client.clientId, isLightweight(client)]).toEqual([client.clientId, false]);
  });

  it('lets nobody but administrators write what says who somebody is', () => {
    expect(content).toContain(String.raw`\"unmanagedAttributePolicy\":\"ADMIN_EDIT\"`);
  });

  it('sends people back to addresses of its own apps only', () => {
    for (const { clientId, redirectUris, webOrigins } of realm.clients) {
      expect({ clientId, wide: redirectUris.filter((uri) => !/^https?:\/\/[^/*]+\//.test(uri)) }).toEqual({
        clientId,
        wide: [],
      });
      expect({ clientId, wide: webOrigins.filter((origin) => origin.includes('*') || origin === '+') }).toEqual({
        clientId,
        wide: [],
      });
    }
    const at = realmAt(realm, 'https://city.example').clients.find(({ clientId }) => clientId === 'citygraph-explorer');
    expect(at).toMatchObject({ redirectUris: ['https://city.example/'], webOrigins: ['https://city.example'] });
    const local = realmAt(realm, 'http://localhost:5000').clients.find(
      ({ clientId }) => clientId === 'citygraph-console',
    );
    expect(local?.redirectUris).toEqual(['http://localhost:5000/console/*', 'http://127.0.0.1:5000/console/*']);
  });

  it('is given fresh credentials for everybody who needs one, and only a copy holds them', () => {
    const credentials = generateCredentials(realm);
    expect(Object.keys(credentials.clients).sort()).toEqual(['app-lender', 'citygraph-gateway']);
    expect(new Set(Object.values(credentials.users)).size).toBe(13);
    expect(generateCredentials(realm).users.parent).not.toBe(credentials.users.parent);
    const filled = JSON.stringify(realmWithCredentials(realm, credentials));
    expect(filled).toContain(`"value":"${credentials.users.parent}"`);
    expect(filled).toContain(`"secret":"${credentials.clients['app-lender']}"`);
    expect(JSON.stringify(realm)).not.toContain(credentials.users.parent);
    const salts = [...filled.matchAll(/"pairwiseSubAlgorithmSalt":"([\w-]{43})"/g)].map(([, salt]) => salt);
    expect(salts).toEqual([pairwiseSalt('app-lender', credentials)]);
    expect(pairwiseSalt('app-other', credentials)).not.toBe(salts[0]);
  });

  it('says whose credential is missing', () => {
    const { users, clients } = generateCredentials(realm);
    const { parent: _, ...others } = users;
    expect(() => assertCredentials(realm, { users: others, clients })).toThrow(/none for parent: remove their file/);
  });

  it.each([
    ['is missing', null, /none\.json cannot be read/],
    ['is no JSON', '{', /cannot be read/],
    ['is no realm', '{"realm":7}', /is no realm: realm: /],
    [
      'has a broken client',
      content.replace('"publicClient": false', '"publicClient": "no"'),
      /clients\.0\.publicClient/,
    ],
  ])('names the file when it %s', (_, broken, message) => {
    const file = join(mkdtempSync(join(tmpdir(), 'citygraph-realm-')), 'none.json');
    if (broken !== null) writeFileSync(file, broken);
    expect(() => loadRealm(file)).toThrow(message);
  });
});
