import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { json, openFakeHub, tokenFor } from '../testing/fake-hub.ts';
import { onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  onAGoodDay(desk.hub);
});

const file = () => join(desk.home, '.config/citygraph/credentials.json');
const kept = async () => JSON.parse(await readFile(file(), 'utf8')).profiles;
const forms = (path: string) =>
  desk.hub.received
    .filter((one) => one.path === `/realms/citygraph/${path}`)
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

describe('signing in', () => {
  it('shows page and code on stderr, waits as it is told, and keeps the tokens for their owner alone', async () => {
    desk.hub.tokenAnswers.push(
      { status: 400, body: { error: 'authorization_pending' } },
      { status: 400, body: { error: 'slow_down' } },
      {
        status: 200,
        body: { access_token: tokenFor(desk.hub.issuer), refresh_token: 'r', expires_in: 300, token_type: 'Bearer' },
      },
    );
    const { exit, envelope, err } = await desk.ask(['auth', 'login']);
    expect([exit, envelope]).toMatchObject([0, { data: { name: 'ada', hub: desk.hub.origin, profile: 'default' } }]);
    expect(err).toContain('ABCD-EFGH');
    expect(JSON.stringify(envelope)).not.toContain(tokenFor(desk.hub.issuer));
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await kept()).default).toMatchObject({ hub: desk.hub.origin, issuer: desk.hub.issuer, refreshToken: 'r' });
  });

  it('proves with the code’s own secret that it began the sign-in (PKCE)', async () => {
    await desk.ask(['auth', 'login']);
    const { createHash } = await import('node:crypto');
    const [asked, got] = [forms('device')[0], forms('token')[0]];
    expect(asked?.code_challenge).toBe(
      createHash('sha256')
        .update(got?.code_verifier ?? '')
        .digest('base64url'),
    );
    expect(got).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'citygraph-cli',
    });
  });

  it('remembers the hub, for the commands after it', async () => {
    await desk.ask(['auth', 'login', '--profile', 'local']);
    const { exit, out } = await desk.run(['auth', 'whoami']);
    expect([exit, out]).toEqual([0, expect.stringContaining('profile (local)')]);
  });

  it('takes a hub that does not say who signs people on by its own realm', async () => {
    desk.hub.instead('/.well-known/citygraph', (_, res) => json(res, 404, {}));
    expect((await desk.ask(['auth', 'login'])).exit).toBe(0);
  });

  it('of two at once is remembered, and so is the other', async () => {
    const signedIn = await Promise.all(['one', 'two'].map((name) => desk.ask(['auth', 'login', '--profile', name])));
    expect(signedIn.map(({ exit }) => exit)).toEqual([0, 0]);
    const config = JSON.parse(await readFile(join(desk.home, '.config/citygraph/config.json'), 'utf8'));
    expect(Object.keys(config.profiles).sort()).toEqual(['one', 'two']);
    expect(Object.keys(await kept()).sort()).toEqual(['one', 'two']);
  });

  it('at another hub ends the sign-in that the profile had, and says that it is of another now', async () => {
    await desk.ask(['auth', 'login']);
    const other = await openFakeHub();
    try {
      const { exit, envelope } = await desk.ask(['auth', 'login', '--hub', other.origin]);
      expect([exit, envelope]).toMatchObject([0, { data: { hub: other.origin } }]);
      expect(envelope.warnings.join()).toContain(`was of ${desk.hub.origin}`);
      expect(forms('revoke')).toMatchObject([{ token: 'refresh-1', token_type_hint: 'refresh_token' }]);
      expect((await kept()).default).toMatchObject({ hub: other.origin });
    } finally {
      await other.close();
    }
  });

  it('again at the same hub ends nothing: both may be of one session', async () => {
    await desk.ask(['auth', 'login']);
    expect((await desk.ask(['auth', 'login'])).envelope.warnings.join()).not.toContain('was of');
    expect(forms('revoke')).toEqual([]);
  });

  it('is kept in a profile, of which one is chosen', async () => {
    for (const name of ['one', 'two']) await desk.ask(['auth', 'login', '--profile', name]);
    const used = async (...more: string[]) => {
      const { envelope } = await desk.ask(['auth', 'profiles', ...more]);
      return (envelope.data as { profile: string; inUse: boolean }[]).filter(({ inUse }) => inUse);
    };
    expect(await used()).toEqual([{ profile: 'two', hub: desk.hub.origin, inUse: true, signedIn: true }]);
    expect(await used('--use', 'one')).toMatchObject([{ profile: 'one' }]);
    expect(await used()).toMatchObject([{ profile: 'one' }]);
    expect((await desk.run(['auth', 'whoami'])).out).toContain('profile (one)');
    await desk.ask(['auth', 'logout']);
    expect((await desk.run(['auth', 'profiles'])).out).toMatch(/\* +one +\S+ +-\n- +two +\S+ +✓/);
  });

  it('of a profile that is not there is not chosen', async () => {
    await desk.ask(['auth', 'login', '--profile', 'local']);
    const { exit, envelope } = await desk.ask(['auth', 'profiles', '--use', 'locla']);
    expect([exit, envelope]).toMatchObject([
      3,
      { error: { code: 'NOTHING_FOUND', suggestions: ['Did you mean local?'] } },
    ]);
  });

  it('leaves the sign-ins at other hubs alone', async () => {
    await desk.ask(['auth', 'login', '--profile', 'one']);
    await desk.ask(['auth', 'login', '--profile', 'two']);
    await desk.ask(['auth', 'logout', '--profile', 'one']);
    expect(Object.keys(await kept())).toEqual(['two']);
  });
});

describe('a credential', () => {
  it.each<[string, readonly string[], Record<string, string>, object]>([
    ['of a flag', ['--token-file', 'token'], { CITYGRAPH_TOKEN: 'e' }, { source: 'flag', from: '--token-file' }],
    [
      'of the environment',
      [],
      { CITYGRAPH_TOKEN: 'e', CITYGRAPH_TOKEN_FILE: 'x' },
      { source: 'environment', from: 'CITYGRAPH_TOKEN' },
    ],
    ['of a profile', [], {}, { source: 'profile', from: 'default' }],
  ])('%s is named with its source', async (_, flags, env, credential) => {
    await desk.signIn();
    await desk.write('token', tokenFor(desk.hub.issuer));
    const argv = flags.map((word) => (word === 'token' ? join(desk.folder, word) : word));
    expect((await desk.ask(['auth', 'whoami', ...argv], { env })).envelope).toMatchObject({ data: { credential } });
  });

  it('of a pipeline is read anew at every use', async () => {
    const path = join(desk.folder, 'workload');
    const env = { CITYGRAPH_TOKEN_FILE: path };
    await writeFile(path, 'first\n');
    await desk.ask(['app', 'list'], { env });
    await writeFile(path, 'second\n');
    await desk.ask(['app', 'list'], { env });
    expect(desk.hub.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  it('may come from stdin', async () => {
    await desk.ask(['app', 'list', '--token-file', '-'], { typed: ['from-stdin'] });
    expect(desk.hub.received[0]?.headers.authorization).toBe('Bearer from-stdin');
  });

  it('of one hub is never sent to another', async () => {
    await desk.signIn();
    const other = await openDesk();
    try {
      onAGoodDay(other.hub);
      await desk.ask(['app', 'list', '--hub', other.hub.origin]);
      expect(other.hub.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await other.close();
    }
  });

  it('that is nearly over is changed before it is used, once, by however many commands at once', async () => {
    await desk.signIn();
    desk.wait(280_000);
    let times = 0;
    desk.hub.instead('/realms/citygraph/token', (_, res) => {
      times += 1;
      // A refresh token that comes twice ends the session.
      if (times > 1) json(res, 400, { error: 'invalid_grant' });
      else
        json(res, 200, {
          access_token: tokenFor(desk.hub.issuer, { sub: 'fresh' }),
          refresh_token: 'refresh-2',
          expires_in: 300,
          token_type: 'Bearer',
        });
    });
    const ran = await Promise.all([1, 2, 3].map(() => desk.ask(['app', 'list'])));
    expect(ran.map(({ exit }) => exit)).toEqual([0, 0, 0]);
    expect(times).toBe(1);
    expect((await kept()).default.refreshToken).toBe('refresh-2');
  });

  it('is forgotten and revoked by signing out, and forgotten though the sign-on is away', async () => {
    await desk.signIn();
    expect((await desk.ask(['auth', 'logout'])).envelope).toMatchObject({ data: { wasSignedIn: true, revoked: true } });
    expect(forms('revoke')).toMatchObject([
      { token: 'refresh-1', token_type_hint: 'refresh_token', client_id: 'citygraph-cli' },
    ]);
    await desk.signIn();
    desk.hub.instead('/realms/citygraph/revoke', (req) => void req.socket.destroy());
    const { exit, envelope } = await desk.ask(['auth', 'logout']);
    expect([exit, envelope]).toMatchObject([
      0,
      { data: { revoked: false }, warnings: [expect.stringContaining('could not be told')] },
    ]);
    expect(await kept()).toEqual({});
    expect((await desk.ask(['auth', 'logout'])).envelope).toMatchObject({ data: { wasSignedIn: false } });
  });
});
