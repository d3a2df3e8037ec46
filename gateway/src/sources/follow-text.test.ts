import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listen } from '../testing/listen.ts';
import { type FetchedText, fetchNewer, fetchText } from './fetch-text.ts';
import { followText, PROMPT } from './follow-text.ts';

let folder: string;
let unfollow: () => void = () => {};
let texts: string[];
let failures: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-follow-'));
  texts = [];
  failures = [];
});
afterEach(async () => {
  unfollow();
  await rm(folder, { recursive: true });
});

const follow = (path: string, known: string) => {
  unfollow = followText({
    source: { what: 'policy', from: path },
    known: { text: known, etag: null },
    pollIntervalMs: 1_000,
    lookMs: 5,
    onText: (text) => texts.push(text),
    onFailure: (error) => failures.push(error),
  });
};
const until = async (done: () => boolean) => {
  while (!done()) await sleep(5);
};

describe('a file that is followed', () => {
  it('is read anew when a link above it points elsewhere, as a ConfigMap is changed', async () => {
    for (const [version, text] of [
      ['..one', 'first'],
      ['..two', 'second'],
    ] as const) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'bundle.json'), text);
    }
    await symlink('..one', join(folder, '..data'));
    const path = join(folder, 'bundle.json');
    await symlink(join('..data', 'bundle.json'), path);
    follow(path, 'first');
    await symlink('..two', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await until(() => texts.length > 0);
    expect(texts).toEqual(['second']);
  });

  it('is read once more when it was replaced between the first reading and the watch', async () => {
    const path = join(folder, 'bundle.json');
    await writeFile(path, 'second');
    follow(path, 'first');
    await until(() => texts.length > 0);
    expect(texts).toEqual(['second']);
  });

  it('is told of once for each text, and is not missed while it is away for a moment', async () => {
    const path = join(folder, 'bundle.json');
    await writeFile(path, 'first');
    follow(path, 'first');
    await rm(path);
    await sleep(30);
    await writeFile(`${path}.new`, 'second');
    await rename(`${path}.new`, path);
    await until(() => texts.length > 0);
    await sleep(30);
    expect(texts).toEqual(['second']);
  });
});

describe('an address that says what was taken back', () => {
  /** From decision to effect it may take 5 s, and a policy's consents take one of them. */
  const MOST_MS = 4_000;
  const STEP_MS = 50;
  type Answer = FetchedText | null | 'refuses' | 'frozen';
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  /** `answer` is asked once for each question. */
  const followAddress = (pollIntervalMs: number, answer: () => Answer) => {
    unfollow = followText({
      source: { what: 'policy', from: 'https://registry.example/policy' },
      known: { text: 'granted', etag: null },
      pollIntervalMs,
      ...PROMPT,
      onText: (text) => texts.push(text),
      onFailure: (error) => failures.push(error),
      async fetchText(_, __, waitSeconds = 0, { silenceMs = 10_000 } = {}) {
        const answered = answer();
        if (answered === 'refuses') throw new Error('nobody answers');
        if (answered !== 'frozen') return answered;
        return new Promise((_resolve, reject) => {
          setTimeout(() => reject(new Error('nobody answers')), waitSeconds * 1000 + silenceMs);
        });
      },
    });
  };
  const pass = async (milliseconds: number) => {
    for (let ms = 0; ms < milliseconds; ms += STEP_MS) {
      jest.advanceTimersByTime(STEP_MS);
      await new Promise(setImmediate);
    }
  };
  const REVOKED: FetchedText = { text: 'revoked', etag: null };
  const msUntilRevoked = async (): Promise<number> => {
    for (let ms = 0; ms < 60_000; ms += STEP_MS) {
      if (texts.length > 0) return ms;
      await pass(STEP_MS);
    }
    return Number.POSITIVE_INFINITY;
  };
  const intervals = [
    ['a registry', 1_000],
    ['a policy of its own', 2_000],
  ] as const;

  it.each(intervals)('has been away, as %s, for however long', async (_, pollIntervalMs) => {
    for (const awayMs of [500, 3_000, 7_000, 15_000, 31_000, 600_000]) {
      texts = [];
      let now: Answer = 'refuses';
      followAddress(pollIntervalMs, () => now);
      await pass(awayMs);
      now = REVOKED;
      expect({ awayMs, isInTime: (await msUntilRevoked()) <= MOST_MS }).toEqual({ awayMs, isInTime: true });
      unfollow();
    }
    expect(failures.length).toBeGreaterThan(100);
  });

  it.each(intervals)(
    'has frozen, as %s, with the question in its hands, and another one answers there',
    async (_, ms) => {
      let asked = 0;
      followAddress(ms, () => {
        asked += 1;
        return asked === 1 ? 'frozen' : REVOKED;
      });
      while (asked === 0) await pass(STEP_MS);
      expect(await msUntilRevoked()).toBeLessThanOrEqual(MOST_MS);
      expect(failures).toHaveLength(1);
    },
  );
});

describe('an address that falls silent', () => {
  const silent = { silenceMs: 50 };

  it.each([
    ['before it answers', '', /nobody answers/],
    ['in the midst of an answer', 'the first half', /broke off/],
  ])('%s is given up', async (_, half, message) => {
    const server = await listen((__, res) => {
      if (half === '') return;
      res.writeHead(200, { 'content-length': 100 });
      res.write(half);
    });
    const source = { what: 'policy', from: `${server.origin}/policy` };
    await expect(fetchText(source, silent)).rejects.toThrow(message);
    await server.close();
  });

  it('is not given up while it still talks, or holds the question as it was asked to', async () => {
    const server = await listen(async (__, res) => {
      await sleep(150);
      res.writeHead(200, { 'content-length': 4 });
      for (const letter of 'text') {
        res.write(letter);
        await sleep(40);
      }
      res.end();
    });
    const source = { what: 'policy', from: `${server.origin}/policy` };
    expect(await fetchNewer(source, null, 1, { silenceMs: 100 })).toMatchObject({ text: 'text' });
    await server.close();
  });
});
