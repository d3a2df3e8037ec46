import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../../testing/listen.ts';
import { bundle, key, signedBundle } from '../../testing/test-policy.ts';
import { followPolicy } from './follow-policy.ts';
import { createPolicies } from './policies.ts';

let folder: string;
let stop: (() => void) | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-policy-'));
});
afterEach(() => stop?.());
afterAll(() => rm(folder, { recursive: true }));

/** Remembers what it was given; refuses what says so. */
function taker() {
  const taken: unknown[] = [];
  const logged: { event?: string; reason?: string }[] = [];
  let told: () => void = () => {};
  const changed = () =>
    new Promise<void>((resolve) => {
      told = resolve;
    });
  return {
    taken,
    logged,
    changed,
    gateway: {
      offerPolicy(document: unknown) {
        if (document === 'bad') throw new Error('it is bad');
        return {
          bundle: bundle({ version: Number(document) || 0 }),
          wanted: () => (document === 'apart' ? ['a digest'] : []),
          take() {
            taken.push(document);
            told();
            return true;
          },
        };
      },
    },
    log(line: object) {
      logged.push(line);
      told();
    },
  };
}

describe('a policy in a file', () => {
  it('is taken, and every one that replaces it; what cannot be used is said and left', async () => {
    const file = join(folder, 'bundle.json');
    await writeFile(file, '1');
    const { taken, logged, changed, gateway, log } = taker();
    stop = await followPolicy({ from: file, keysFile: '' }, gateway, log);
    expect(taken).toEqual([1]);
    const replaced = async (text: string) => {
      const next = changed();
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
      await next;
    };
    await replaced('"apart"');
    expect(logged.at(-1)).toMatchObject({
      event: 'policy-refused',
      reason: expect.stringMatching(/by the setting registry/),
    });
    await replaced('"bad"');
    expect(logged.at(-1)).toMatchObject({ event: 'policy-refused', reason: 'it is bad' });
    await replaced('{');
    expect(logged.at(-1)).toMatchObject({ event: 'policy-refused', reason: 'it is not JSON' });
    await replaced('2');
    expect(taken).toEqual([1, 2]);
  });

  it('is warned of where nothing remembers it, and any that was signed is taken at a start', async () => {
    const file = join(folder, 'forgotten.json');
    await writeFile(file, '1');
    const { logged, gateway, log } = taker();
    stop = await followPolicy({ from: file, keysFile: '' }, gateway, log);
    expect(logged).toMatchObject([
      { event: 'policy-not-remembered', note: expect.stringContaining('policy.lastGoodFile') },
      { event: 'policy-taken' },
    ]);
  });

  it('is not taken when it is older than what was taken before the start: what was revoked stays so', async () => {
    const [file, lastGoodFile] = [join(folder, 'set-back.json'), join(folder, 'kept.json')];
    const switched = (disabled: string | null) =>
      JSON.stringify(signedBundle({ plugins: { air: { disabled, release: '1.2.0' } } }));
    const [older, newer, newest] = [switched(null), switched('It leaks.'), switched(null)];
    await writeFile(file, older);
    await writeFile(lastGoodFile, newer);
    const start = async () => {
      const policies = createPolicies({ keys: [key.publicJwk] });
      const { logged, log } = taker();
      stop = await followPolicy({ from: file, keysFile: '', lastGoodFile }, { offerPolicy: policies.offer }, log);
      return { logged, disabled: policies.current()?.plugin('air')?.disabled };
    };
    const { logged, disabled } = await start();
    expect(disabled).toBe('It leaks.');
    expect(logged).toMatchObject([
      { event: 'policy-refused', reason: expect.stringMatching(/is version \d+, and \d+ is in force/) },
    ]);
    expect(await readFile(lastGoodFile, 'utf8')).toBe(newer);
    stop?.();
    await writeFile(file, newest);
    expect((await start()).disabled).toBeNull();
    expect(await readFile(lastGoodFile, 'utf8')).toBe(newest);
  });

  it('takes the place of no newer one that another process has kept meanwhile', async () => {
    const [file, lastGoodFile] = [join(folder, 'raced.json'), join(folder, 'raced-kept.json')];
    const [older, newer] = [JSON.stringify(signedBundle({})), JSON.stringify(signedBundle({}))];
    await writeFile(file, older);
    const policies = createPolicies({ keys: [key.publicJwk] });
    const offerPolicy = (document: unknown) => {
      const offered = policies.offer(document);
      // The other process was quicker.
      const take = () => {
        writeFileSync(lastGoodFile, newer);
        return offered.take();
      };
      return { ...offered, take };
    };
    stop = await followPolicy({ from: file, keysFile: '', lastGoodFile }, { offerPolicy }, () => {});
    expect(await readFile(lastGoodFile, 'utf8')).toBe(newer);
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('is taken when the last good one cannot be used, and that is said', async () => {
    const [file, lastGoodFile] = [join(folder, 'good.json'), join(folder, 'broken.json')];
    await writeFile(file, '1');
    await writeFile(lastGoodFile, '{');
    const { taken, logged, gateway, log } = taker();
    stop = await followPolicy({ from: file, keysFile: '', lastGoodFile }, gateway, log);
    expect(taken).toEqual([1]);
    expect(logged).toMatchObject([
      { event: 'policy-refused', reason: expect.stringMatching(/broken\.json.*not JSON/) },
      {},
    ]);
  });

  it.each([
    ['is not there', null, /cannot be read from the file/],
    ['is not JSON', '{', /it is not JSON/],
    ['cannot be used', '"bad"', /it is bad$/],
  ])('that %s stops the start', async (_, text, message) => {
    const file = join(folder, `${Math.random()}.json`);
    if (text !== null) await writeFile(file, text);
    const { gateway, log } = taker();
    await expect(followPolicy({ from: file, keysFile: '' }, gateway, log)).rejects.toThrow(message);
  });
});

describe('a policy at an address', () => {
  it('is asked for with what is known, waits there until there is something new, and survives an outage', async () => {
    let version = 1;
    let isDown = true;
    const waiting: { res: ServerResponse; etag: unknown; prefer: unknown }[] = [];
    const answer = (res: ServerResponse) => res.writeHead(200, { etag: `"${version}"` }).end(String(version));
    const server = await listen((req, res) => {
      if (isDown) res.writeHead(503).end();
      else if (req.headers['if-none-match'] === `"${version}"`) {
        waiting.push({ res, etag: req.headers['if-none-match'], prefer: req.headers.prefer });
        asked();
      } else answer(res);
    });
    let asked: () => void = () => {};
    const nextQuestion = () =>
      new Promise<void>((resolve) => {
        asked = resolve;
      });
    const { taken, logged, changed, gateway, log } = taker();
    const settings = {
      from: `${server.origin}/policy`,
      keysFile: '',
      pollIntervalMs: 5,
      lastGoodFile: join(folder, 'last.json'),
    };
    await expect(followPolicy(settings, gateway, log)).rejects.toThrow(/nothing may be served without one: .*HTTP 503/);
    await writeFile(settings.lastGoodFile, '0');
    stop = await followPolicy(settings, gateway, log);
    expect(taken.splice(0)).toEqual([0]);
    expect(logged[0]).toMatchObject({ event: 'policy-refused', reason: expect.stringContaining('HTTP 503') });
    isDown = false;
    const question = nextQuestion();
    await changed();
    expect(taken).toEqual([1]);
    await question;
    expect(waiting[0]).toMatchObject({ etag: '"1"', prefer: 'wait=2' });
    const unchanged = nextQuestion();
    waiting[0]?.res.writeHead(304).end();
    await unchanged;
    version = 2;
    const next = changed();
    if (waiting[1]) answer(waiting[1].res);
    await next;
    expect(taken).toEqual([1, 2]);
    while ((await readFile(settings.lastGoodFile, 'utf8')) !== '2') await new Promise(setImmediate);
    stop();
    stop = null;
    await server.close();
  });
});
