import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { json, tokenFor } from '../testing/fake-hub.ts';
import { onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
let file: string;
beforeAll(async () => {
  desk = await openDesk();
  file = join(desk.home, '.config/citygraph/credentials.json');
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  onAGoodDay(desk.hub);
  await desk.signIn();
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"expiresAt":\d+/, '"expiresAt":1'), { mode: 0o600 });
});

const list = () => desk.ask(['app', 'list']);
const says = (status: number, body: unknown) => void desk.hub.tokenAnswers.push({ status, body });
const fresh = () => ({ access_token: tokenFor(desk.hub.issuer), token_type: 'Bearer', expires_in: 300 });

describe('a sign-in that is to be renewed', () => {
  it.each([
    ['is away', 503, 'Service Unavailable'],
    ['has too much to do', 429, { error: 'slow_down_please' }],
    ['says that it is in trouble', 400, { error: 'temporarily_unavailable' }],
  ])('is not over when the sign-on %s: it is there when that is', async (_, status, body) => {
    says(status, typeof body === 'string' ? body : status === 429 ? {} : body);
    const before = await readFile(file, 'utf8');
    expect(await list()).toMatchObject({
      exit: 1,
      envelope: { error: { code: 'HUB_FAILED', message: expect.stringContaining('signed in still') } },
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    desk.hub.tokenAnswers.length = 0;
    says(200, fresh());
    expect((await list()).exit).toBe(0);
  });

  it('is not over either when not even the sign-on’s addresses are to be had', async () => {
    const at = '/realms/citygraph/.well-known/openid-configuration';
    desk.hub.instead(at, (_, res) => json(res, 503, {}));
    expect(await list()).toMatchObject({ exit: 1, envelope: { error: { code: 'HUB_FAILED' } } });
    desk.hub.instead(at, null);
    says(200, fresh());
    expect((await list()).exit).toBe(0);
  });

  it('is nothing to another hub, which is asked as by nobody', async () => {
    says(400, { error: 'invalid_grant' });
    const text = await readFile(file, 'utf8');
    const elsewhere = text.replace(`"hub":"${desk.hub.origin}"`, '"hub":"https://other.example"');
    expect(elsewhere).not.toBe(text);
    await writeFile(file, elsewhere, { mode: 0o600 });
    expect((await desk.ask(['app', 'plan'])).exit).toBe(0);
    expect(desk.hub.received.some(({ path }) => path.startsWith('/realms'))).toBe(false);
    expect(await readFile(file, 'utf8')).toBe(elsewhere);
  });

  it('is over when the sign-on says so', async () => {
    says(400, { error: 'invalid_grant' });
    expect(await list()).toMatchObject({ exit: 4, envelope: { error: { code: 'SIGN_IN_EXPIRED' } } });
  });
});
