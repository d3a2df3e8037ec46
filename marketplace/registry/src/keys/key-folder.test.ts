import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYSET_TYPE, type Keyset, verifyDocument } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { attendKeys } from './attend-keys.ts';
import { openKeyFolder } from './key-folder.ts';

const DAY_MS = 86_400_000;

describe('a folder of keys', () => {
  let folder: string;
  let moment: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-keys-'));
    moment = Date.parse('2026-11-02T09:00:00+08:00');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = () => openKeyFolder(folder, () => new Date(moment));
  const ids = (keyset: Keyset, role: keyof Keyset['keys']) => keyset.keys[role].map(({ kid }) => kid);

  it('is made at first start, for its owner only, and found again', async () => {
    const first = await open();
    const keyset = verifyDocument(first.keyset(), KEYSET_TYPE, [first.rootPublic]) as Keyset;
    expect(keyset).toMatchObject({ sequence: 1, expiresAt: new Date(moment + 30 * DAY_MS).toISOString() });
    const all = (['graphs', 'policy', 'ledger'] as const).flatMap((role) => ids(keyset, role));
    expect(new Set([...all, first.rootPublic.kid]).size).toBe(4);
    for (const file of ['root.pem', 'graphs.pem', 'keyset.json'])
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await open()).keyset()).toEqual(first.keyset());
  });

  it('issues a keyset anew when a third of its time is left, with a higher sequence', async () => {
    const keys = await open();
    moment += 19 * DAY_MS;
    expect(await keys.renew()).toBeNull();
    moment += 2 * DAY_MS;
    expect(await keys.renew()).toContain('good until');
    expect(keys.keyset().payload.sequence).toBe(2);
    expect((await open()).keyset().payload.sequence).toBe(2);
  });

  it('issues one keyset to those who ask at once', async () => {
    const keys = await open();
    moment += 21 * DAY_MS;
    const reasons = await Promise.all([keys.renew(), keys.renew(), keys.renew()]);
    expect(reasons.filter((reason) => reason !== null)).toHaveLength(1);
    expect(keys.keyset().payload.sequence).toBe(2);
  });

  it('tells of each keyset that is issued while it is attended', async () => {
    const keys = await open();
    const told: number[] = [];
    const stopped = await new Promise<{ readonly all: Promise<void> }>((resolve) => {
      const stop = attendKeys({
        keys,
        lookMs: 5,
        take({ payload: { sequence } }) {
          told.push(sequence);
          moment += 25 * DAY_MS;
          if (sequence < 3) return;
          resolve({ all: stop() });
        },
      });
    });
    await stopped.all;
    expect(told).toEqual([1, 2, 3]);
  });

  it('signs with the old and the new key for a week after a rotation, and lists both', async () => {
    const keys = await open();
    const [old] = keys.signing('graphs');
    await keys.rotate('graphs');
    expect(keys.signing('graphs')).toHaveLength(2);
    expect(ids(keys.keyset().payload, 'graphs')).toContain(old?.kid);
    expect(keys.signing('policy')).toHaveLength(1);
    const reopened = await open();
    expect(reopened.signing('graphs').map(({ kid }) => kid)).toEqual(keys.signing('graphs').map(({ kid }) => kid));
    moment += 7 * DAY_MS + 1;
    expect(reopened.signing('graphs').map(({ kid }) => kid)).not.toContain(old?.kid);
    expect(await reopened.renew()).toContain('keys for graphs');
    expect(ids(reopened.keyset().payload, 'graphs')).toHaveLength(1);
    expect(reopened.keyset().payload.sequence).toBe(3);
  });

  it.each([
    ['a key that is none', 'graphs.pem', 'x', /graphs\.pem holds no Ed25519 key/],
    ['a list that is none', 'keys.json', '{}', /keys\.json is not what the hub wrote/],
    ['a keyset that is none', 'keyset.json', '{}', /keyset\.json cannot be taken/],
  ])('does not start with %s, and makes nothing new in its place', async (_, file, text, message) => {
    await open();
    await writeFile(join(folder, file), text);
    await expect(open()).rejects.toThrow(message);
    expect(await readFile(join(folder, file), 'utf8')).toBe(text);
  });
});
