import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { Desk } from './testing/desk.ts';
import { json, tokenFor } from './testing/fake-hub.ts';
import { proveTable } from './testing/prove-table.ts';

const login = ['auth', 'login'];
const tokens =
  (...answers: readonly (readonly [status: number, body: unknown])[]) =>
  (desk: Desk) =>
    void desk.hub.tokenAnswers.push(...answers.map(([status, body]) => ({ status, body })));
const realm = '/realms/citygraph';
const configuration = (change: (hub: Desk['hub']) => object) => (desk: Desk) =>
  desk.hub.instead(`${realm}/.well-known/openid-configuration`, (_, res) =>
    json(res, 200, {
      issuer: desk.hub.issuer,
      token_endpoint: `${desk.hub.issuer}/token`,
      device_authorization_endpoint: `${desk.hub.issuer}/device`,
      ...change(desk.hub),
    }),
  );
const device = (status: number, body: unknown) => (desk: Desk) =>
  desk.hub.instead(`${realm}/device`, (_, res) => json(res, status, body));
const nobodySignedIn = async (desk: Desk) => {
  await expect(readFile(join(desk.home, '.config/citygraph/credentials.json'))).rejects.toThrow('ENOENT');
};
const pending = [400, { error: 'authorization_pending' }] as const;

describe('a sign-in that fails', () => {
  proveTable([
    {
      when: 'the person says no',
      argv: login,
      set: tokens(pending, [400, { error: 'access_denied' }]),
      code: 'SIGN_IN_DENIED',
      exit: 4,
      says: /refused on the page/,
      after: nobodySignedIn,
    },
    {
      when: 'the provider says that the code is over',
      argv: login,
      set: tokens(pending, [400, { error: 'expired_token' }]),
      code: 'SIGN_IN_EXPIRED',
      exit: 4,
      says: /not used in time/,
      after: nobodySignedIn,
    },
    {
      when: 'nobody comes until the code is over',
      argv: login,
      set: tokens(pending),
      code: 'SIGN_IN_EXPIRED',
      exit: 4,
      says: /not used in time/,
      after: (desk) => polled(desk, 120, 121),
    },
    {
      when: 'it is asked too often, it asks less often, until the code is over',
      argv: login,
      set: tokens([400, { error: 'slow_down' }]),
      code: 'SIGN_IN_EXPIRED',
      exit: 4,
      says: /not used in time/,
      after: (desk) => polled(desk, 14, 16),
    },
    {
      when: 'the sign-on is away while it waits, it asks less and less often',
      argv: login,
      set: (desk) => desk.hub.instead(`${realm}/token`, (req) => void req.socket.destroy()),
      code: 'SIGN_IN_EXPIRED',
      exit: 4,
      says: /not used in time/,
      after: (desk) => polled(desk, 10, 15),
    },
    {
      when: 'the provider finds fault with the code',
      argv: login,
      set: tokens([400, { error: 'invalid_grant', error_description: 'no such code' }]),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /\(invalid_grant\): no such code/,
      after: nobodySignedIn,
    },
    {
      when: 'the provider fails',
      argv: login,
      set: tokens([500, 'oops']),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /http_500/,
    },
    {
      when: 'the token is missing',
      argv: login,
      set: tokens([200, { token_type: 'Bearer' }]),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /without a bearer token/,
    },
    {
      when: 'the token is of another kind',
      argv: login,
      set: tokens([200, { access_token: 'x', token_type: 'mac' }]),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /without a bearer token/,
    },
    {
      when: 'the token is another issuer’s',
      argv: login,
      set: tokens([200, { access_token: tokenFor('https://elsewhere.example'), token_type: 'Bearer' }]),
      code: 'WRONG_ISSUER',
      exit: 3,
      says: /says that it is https:\/\/elsewhere\.example/,
      after: nobodySignedIn,
    },
    {
      when: 'the client may not',
      argv: login,
      set: device(401, { error: 'unauthorized_client', error_description: 'no device flow' }),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /\(unauthorized_client\): no device flow/,
    },
    {
      when: 'the client is not known',
      argv: [...login, '--client-id', 'mine'],
      set: device(400, { error: 'invalid_client' }),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /invalid_client/,
    },
    {
      when: 'the code has no page',
      argv: login,
      set: device(200, { device_code: 'a', user_code: 'B' }),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /began no sign-in/,
    },
    {
      when: 'the page is a script',
      argv: login,
      set: device(200, { device_code: 'a', user_code: 'B', verification_uri: 'javascript:alert(1)' }),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /began no sign-in/,
    },
    {
      when: 'the code would move the cursor',
      argv: login,
      set: device(200, { device_code: 'a', user_code: '\u001b[2J', verification_uri: 'https://a.example' }),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /began no sign-in/,
    },
    {
      when: 'the issuer says that it is another',
      argv: login,
      set: configuration(() => ({ issuer: 'https://elsewhere.example/realms/citygraph' })),
      code: 'WRONG_ISSUER',
      exit: 3,
      says: /says that it is https:\/\/elsewhere/,
    },
    {
      when: 'the issuer differs by a slash',
      argv: login,
      set: configuration((hub) => ({ issuer: `${hub.issuer}/` })),
      code: 'WRONG_ISSUER',
      exit: 3,
      says: /citygraph\/\. Nobody was signed in/,
    },
    {
      when: 'nothing signs people on there',
      argv: [...login, '--issuer', 'http://127.0.0.1:9/realms/x'],
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /127\.0\.0\.1:9\/realms\/x cannot be reached/,
    },
    {
      when: 'the issuer is no address',
      argv: [...login, '--issuer', 'realm'],
      code: 'WRONG_ISSUER',
      exit: 3,
      says: /Nothing at realm/,
    },
    {
      when: 'the issuer is not encrypted',
      argv: [...login, '--issuer', 'http://sign-on.example/realms/x'],
      code: 'INSECURE_ADDRESS',
      exit: 3,
      says: /not encrypted/,
    },
    {
      when: 'its token endpoint is not encrypted',
      argv: login,
      set: configuration(() => ({ token_endpoint: 'http://elsewhere.example/token' })),
      code: 'INSECURE_ADDRESS',
      exit: 3,
      says: /elsewhere\.example\/token is not encrypted/,
    },
    {
      when: 'it knows no device flow',
      argv: login,
      set: configuration(() => ({ device_authorization_endpoint: undefined })),
      code: 'SIGN_IN_FAILED',
      exit: 4,
      says: /does not sign people in by a code/,
    },
    {
      when: 'Ctrl-C comes while it waits',
      argv: login,
      set: (desk) => {
        const stop = new AbortController();
        desk.hub.instead(`${realm}/token`, (_, res) => {
          stop.abort();
          json(res, 400, { error: 'authorization_pending' });
        });
        return { signal: stop.signal };
      },
      code: 'INTERRUPTED',
      exit: 130,
      says: /Nothing was left half-done/,
      after: nobodySignedIn,
    },
    {
      when: 'nobody is signed in',
      argv: ['auth', 'whoami'],
      code: 'NOT_SIGNED_IN',
      exit: 4,
      says: /Nobody is signed in at http:\/\/127/,
    },
    {
      when: 'somebody is signed in elsewhere',
      argv: ['auth', 'whoami', '--hub', 'https://other.example'],
      set: (desk) => desk.signIn(),
      code: 'NOT_SIGNED_IN',
      exit: 4,
      says: /at https:\/\/other\.example/,
    },
    {
      when: 'the sign-in is over and the sign-on wants to see the person',
      argv: ['auth', 'whoami'],
      set: async (desk) => {
        await desk.signIn();
        desk.wait(400_000);
        desk.hub.tokenAnswers.push({ status: 400, body: { error: 'invalid_grant' } });
      },
      code: 'SIGN_IN_EXPIRED',
      exit: 4,
      says: /sign-in at http:\/\/127.* is over/,
    },
    {
      when: 'the sign-in is over and the sign-on is away',
      argv: ['auth', 'whoami'],
      set: async (desk) => {
        await desk.signIn();
        desk.wait(400_000);
        desk.hub.instead(`${realm}/token`, (req) => void req.socket.destroy());
      },
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /broke/,
    },
  ]);
});

function polled(desk: Desk, least: number, most: number): void {
  const times = desk.hub.received.filter(({ path }) => path === `${realm}/token`).length;
  expect(times).toBeGreaterThanOrEqual(least);
  expect(times).toBeLessThanOrEqual(most);
}
