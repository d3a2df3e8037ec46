import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../exit-codes.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays, type Received } from '../../testing/fake-hub.ts';
import { onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
});

const CREATE = ['app', 'key', 'app-air', '--create'];
const KEY = 'cgk_secret';
/** Those who ask whether the key is known. */
const asked = (): readonly Received[] => desk.hub.received.filter(({ body }) => body.includes('WhetherAsked'));

/** Gateways hear of a key after so many who ask with it; until then they say what theirs say. */
function knownAfter(times: number, code = 'UNAUTHENTICATED'): void {
  let left = times;
  desk.hub.whenAsked('WhetherAsked', () => {
    if (left-- > 0) throw new HubSays(code, 'The CityGraph-App-Key is not known: it was mistyped or taken back.');
  });
}

describe('a key that was just made', () => {
  it('is shown, and asked with until the hub takes it', async () => {
    knownAfter(3);
    const { exit, out, err } = await desk.run(CREATE);
    expect({ exit, out }).toEqual({
      exit: EXIT.ok,
      out: `${KEY}\nShown this once: keep it where secrets are kept.\nIt is taken at ${desk.hub.origin}.\n`,
    });
    expect(err.match(/Waiting until/g)).toHaveLength(1);
    expect(asked()).toHaveLength(4);
    // A key beside a person's token must be the token's own app's.
    expect(asked().map(({ headers }) => [headers['citygraph-app-key'], headers.authorization])).toEqual(
      Array(4).fill([KEY, undefined]),
    );
  });

  it('is known to programs by a field', async () => {
    knownAfter(1);
    expect(await desk.ask(CREATE)).toMatchObject({ exit: EXIT.ok, envelope: { data: { key: KEY, known: true } } });
  });

  it('of an app that asks its own documents alone is known by what it is refused', async () => {
    knownAfter(Number.POSITIVE_INFINITY, 'DOCUMENT_NOT_TRUSTED');
    expect(await desk.ask(CREATE)).toMatchObject({ exit: EXIT.ok, envelope: { data: { known: true } } });
  });

  it.each(['UNAUTHENTICATED', 'OVERLOADED', 'INTERNAL_ERROR'])(
    'that nobody takes in ten seconds (%s) is made all the same, and that is said',
    async (code) => {
      knownAfter(Number.POSITIVE_INFINITY, code);
      const { exit, out, err } = await desk.run(CREATE);
      expect([exit, out.split('\n', 1)[0]]).toEqual([EXIT.ok, KEY]);
      expect(out).not.toContain('taken');
      expect(err).toContain('does not take the key yet. It is made');
      knownAfter(Number.POSITIVE_INFINITY, code);
      expect((await desk.ask(CREATE)).envelope).toMatchObject({
        ok: true,
        data: { key: KEY, known: false },
        warnings: [expect.stringContaining('becomes good by itself')],
      });
    },
  );

  it('is not asked with where nobody waits', async () => {
    expect(await desk.ask([...CREATE, '--no-wait'])).toMatchObject({
      exit: EXIT.ok,
      envelope: { data: { key: KEY, known: null } },
    });
    expect((await desk.run([...CREATE, '--no-wait'])).out.split('\n', 1)).toEqual([KEY]);
    expect(asked()).toEqual([]);
  });

  it('was shown before somebody interrupts the waiting', async () => {
    for (const isJson of [false, true]) {
      const interruption = new AbortController();
      desk.hub.whenAsked('WhetherAsked', () => {
        interruption.abort();
        throw new HubSays('UNAUTHENTICATED', 'not known');
      });
      const { exit, out, err } = await desk.run([...CREATE, ...(isJson ? ['--json'] : [])], {
        signal: interruption.signal,
      });
      expect(exit).toBe(EXIT.interrupted);
      if (isJson) {
        expect(JSON.parse(out)).toMatchObject({
          ok: false,
          error: { code: 'INTERRUPTED', message: expect.stringContaining('key_2 is made') },
          data: { id: 'key_2', key: KEY, known: false },
        });
      } else {
        expect(out.split('\n', 1)).toEqual([KEY]);
        expect(err).toContain('Only the waiting was interrupted');
      }
    }
  });
});

it('a key that is revoked is said to be taken for some seconds more', async () => {
  const { out } = await desk.run(['app', 'key', 'app-air', '--revoke', 'key_1', '--yes']);
  expect(out).toBe(`key_1 is revoked: ${desk.hub.origin} refuses it within five seconds.\n`);
});

it('a key that is not made is not waited for either, and that is said', async () => {
  expect(await desk.ask(['app', 'key', 'app-air', '--no-wait'])).toMatchObject({
    exit: EXIT.input,
    envelope: { error: { code: 'USAGE', message: expect.stringContaining('--no-wait needs --create') } },
  });
});
