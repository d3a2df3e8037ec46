import { generateSigningKey, type SigningKey } from '@citygraph/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type RemoteHopKeysOptions, remoteHopKeys } from './remote-hop-keys.ts';

const URL = 'http://hub.invalid/.well-known/citygraph-keys';

/** A hub that shows its keys, is away, or takes the question and says nothing. */
let hub: { keys: SigningKey[]; is: 'there' | 'away' | 'silent'; asked: number };
let clock: number;

const get: typeof fetch = async (_, options) => {
  hub.asked++;
  if (hub.is === 'away') throw new Error('away');
  if (hub.is === 'silent') {
    await new Promise((_, reject) => options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)));
  }
  return Response.json({ keys: hub.keys.map(({ publicJwk }) => publicJwk) });
};
const findKeys = (options: RemoteHopKeysOptions = {}) => {
  const find = remoteHopKeys(URL, { fetch: get, now: () => clock, ...options });
  return async (kid?: string) => (await find(kid)).map((key) => key.kid);
};
/** What goes on beside the requests comes to its end. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(async () => {
  hub = { keys: [await generateSigningKey()], is: 'there', asked: 0 };
  clock = 1_000_000;
});

describe('the hub’s keys', () => {
  it('are asked for once for the key that is known, and again for one that is not', async () => {
    const [first] = hub.keys as [SigningKey];
    const find = findKeys({ cooldownMs: 0 });
    expect(await find(first.kid)).toEqual([first.kid]);
    expect(await find(first.kid)).toEqual([first.kid]);
    expect(hub.asked).toBe(1);
    const next = await generateSigningKey();
    hub.keys.push(next);
    expect(await find(next.kid)).toEqual([first.kid, next.kid]);
    expect(hub.asked).toBe(2);
  });

  it('are not asked for again and again by tokens that name nonsense', async () => {
    const find = findKeys();
    for (const kid of ['a', 'b', 'c', undefined]) expect(await find(kid)).toEqual([hub.keys[0]?.kid]);
    expect(hub.asked).toBe(1);
    clock += 5_000;
    await Promise.all(Array.from({ length: 50 }, (_, index) => find(`nonsense-${index}`)));
    expect(hub.asked).toBe(2);
  });

  it('are asked for anew beside the requests when they are old, and one that the hub withdrew goes', async () => {
    const [old] = hub.keys as [SigningKey];
    const find = findKeys();
    await find(old.kid);
    const next = await generateSigningKey();
    hub.keys = [next];
    clock += 600_000;
    expect(await find(old.kid)).toEqual([old.kid]);
    await settled();
    expect(await find(old.kid)).toEqual([next.kid]);
  });

  it('stay good while the hub is away, and it is said when none were ever had', async () => {
    const [first] = hub.keys as [SigningKey];
    const find = findKeys();
    await find(first.kid);
    hub.is = 'away';
    clock += 86_400_000;
    expect(await find(first.kid)).toEqual([first.kid]);
    const never = findKeys();
    await expect(never('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(never('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(hub.asked).toBe(3);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no keys', '{"keys":[]}'],
    ['more than anybody has', `{"keys":["${'x'.repeat(300_000)}"]}`],
  ])('are not replaced by an answer that holds %s', async (_, text) => {
    const [first] = hub.keys as [SigningKey];
    let isBroken = false;
    const find = findKeys({
      cooldownMs: 0,
      fetch: async (...asked) => (isBroken ? new Response(text) : get(...asked)),
    });
    await find(first.kid);
    isBroken = true;
    expect(await find('new')).toEqual([first.kid]);
  });
});

/** Of an address by name Node has no words, but a code. */
const NOBODY = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });

it.each<[string, typeof fetch, string]>([
  [
    'nobody is there',
    () => Promise.reject(new TypeError('fetch failed', { cause: NOBODY })),
    'fetch failed: ECONNREFUSED',
  ],
  ['it is no hub', async () => new Response('', { status: 404 }), 'it answers 404'],
  ['it is something else', async () => new Response('<html>'), 'what it answers is no set of keys'],
  ['it is silent', () => Promise.reject(new DOMException('', 'TimeoutError')), 'it does not answer in time'],
])('why keys cannot be had is said, once a minute: %s', async (_, ask, reason) => {
  const said: string[] = [];
  const find = findKeys({ cooldownMs: 0, fetch: ask, onTrouble: (why) => said.push(why) });
  for (const at of [0, 30_000, 60_000]) {
    clock = at;
    await expect(find('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
  }
  expect(said).toEqual([expect.stringContaining(reason), expect.stringContaining(reason)]);
});

describe('while the address of the keys hangs', () => {
  /** More than any patience: who waited for the hub would not come back within the test. */
  const forever = { timeoutMs: 3_600_000 };

  it('a request with a known key waits for nothing', async () => {
    const [first] = hub.keys as [SigningKey];
    const find = findKeys({ ...forever, patienceMs: 3_600_000 });
    await find(first.kid);
    hub.is = 'silent';
    clock += 600_000;
    for (let times = 0; times < 3; times++) expect(await find(first.kid)).toEqual([first.kid]);
    expect(hub.asked).toBe(2);
  });

  it('an unknown key is not waited for longer than patience lasts, and is asked for once', async () => {
    const [first] = hub.keys as [SigningKey];
    const find = findKeys({ ...forever, cooldownMs: 0, patienceMs: 20 });
    await find(first.kid);
    hub.is = 'silent';
    const flood = Array.from({ length: 20 }, (_, index) => find(`unknown-${index}`));
    expect(await Promise.all(flood)).toEqual(flood.map(() => [first.kid]));
    clock += 20;
    expect(await find('one-more')).toEqual([first.kid]);
    expect(hub.asked).toBe(2);
  });

  it('it is given up after a while, and asked again later', async () => {
    hub.is = 'silent';
    const find = findKeys({ timeoutMs: 10, patienceMs: 3_600_000 });
    await expect(find('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
    hub.is = 'there';
    clock += 5_000;
    expect(await find('a')).toEqual([hub.keys[0]?.kid]);
  });
});
