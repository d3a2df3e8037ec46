import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateSigningKey,
  KEYSET_TYPE,
  type Keyset,
  readSigningKey,
  type SignedDocument,
  type SigningKey,
  signDocument,
  verifyDocument,
} from '@citygraph/contract';
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
    const keyset = verifyDocument(first.keyset(), KEYSET_TYPE, first.roots.keys) as Keyset;
    expect(keyset).toMatchObject({ sequence: 1, expiresAt: new Date(moment + 30 * DAY_MS).toISOString() });
    const all = (['graphs', 'policy', 'ledger'] as const).flatMap((role) => ids(keyset, role));
    expect(new Set([...all, first.roots.keys[0]?.kid]).size).toBe(4);
    for (const file of ['root.pem', 'graphs.pem', 'keyset.json'])
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await open()).keyset()).toEqual(first.keyset());
  });

  it('issues a keyset anew when a third of its time is left, with a higher sequence', async () => {
    const keys = await open();
    moment += 19 * DAY_MS;
    expect(await keys.renew()).toBeNull();
    moment += 2 * DAY_MS;
    expect(await keys.renew()).toMatchObject({ reason: expect.stringContaining('good until'), isInForce: true });
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
    expect((await reopened.renew())?.reason).toContain('keys for graphs');
    expect(ids(reopened.keyset().payload, 'graphs')).toHaveLength(1);
    expect(reopened.keyset().payload.sequence).toBe(3);
  });

  it.each([
    ['a key that is none', 'graphs.pem', 'x', /graphs\.pem holds no Ed25519 key/],
    ['a list that is none', 'keys.json', '{}', /keys\.json is not what the hub wrote/],
    ['a keyset that is none', 'keyset.json', '{}', /keyset\.json cannot be taken/],
    ['pinned roots that are none', 'root-keys.json', '{"keys": [], "treshold": 2}', /root-keys\.json cannot be taken/],
  ])('does not start with %s, and makes nothing new in its place', async (_, file, text, message) => {
    await open();
    await writeFile(join(folder, file), text);
    await expect(open()).rejects.toThrow(message);
    expect(await readFile(join(folder, file), 'utf8')).toBe(text);
  });

  describe('of which custodians have the root', () => {
    let custodians: readonly SigningKey[];
    beforeEach(async () => {
      custodians = [await generateSigningKey(), await generateSigningKey(), await generateSigningKey()];
      const roots = { keys: custodians.map(({ publicJwk }) => publicJwk), threshold: 2 };
      await writeFile(join(folder, 'root-keys.json'), JSON.stringify(roots));
    });
    const proposal = async (): Promise<SignedDocument<Keyset>> =>
      JSON.parse(await readFile(join(folder, 'keyset.next.json'), 'utf8')) as SignedDocument<Keyset>;
    const signedBy = async (...who: number[]) =>
      signDocument(
        KEYSET_TYPE,
        (await proposal()).payload,
        who.flatMap((index) => custodians[index] ?? []),
      );
    const inForce = async () => {
      const keys = await open();
      await keys.apply(await signedBy(0, 1));
      return keys;
    };

    it('has no keyset until two of them have signed it, and makes no root of its own', async () => {
      const keys = await open();
      expect(() => keys.keyset()).toThrow(/2 custodians/);
      await expect(keys.apply(await signedBy())).rejects.toThrow(/signed by nobody/);
      await expect(keys.apply(await signedBy(1))).rejects.toThrow(/1 of the 2 who must sign it has/);
      await expect(keys.apply(await signedBy(1, 1))).rejects.toThrow(/1 of the 2/);
      await keys.apply(await signedBy(2, 0));
      expect(keys.keyset().payload).toMatchObject({
        sequence: 1,
        expiresAt: new Date(moment + 180 * DAY_MS).toISOString(),
      });
      expect(await readdir(folder)).not.toContain('root.pem');
      expect((await open()).keyset()).toEqual(keys.keyset());
    });

    it('signs with the new key only once they have agreed to it, and with both for a week from then', async () => {
      const keys = await inForce();
      const [old] = keys.signing('policy');
      expect(await keys.rotate('policy')).toMatchObject({ isInForce: false });
      expect(keys.signing('policy')).toEqual([old]);
      moment += 9 * DAY_MS;
      expect((await keys.rotate('policy')).isInForce).toBe(false);
      await keys.apply(await signedBy(1, 2));
      expect(ids(keys.keyset().payload, 'policy')).toEqual(keys.signing('policy').map(({ kid }) => kid));
      expect(keys.signing('policy')).toHaveLength(2);
      moment += 6 * DAY_MS;
      expect((await open()).signing('policy')).toHaveLength(2);
      moment += 2 * DAY_MS;
      expect((await open()).signing('policy')).toHaveLength(1);
    });

    it('puts nothing in force that it did not propose, nor what was proposed before', async () => {
      const keys = await inForce();
      const first = keys.keyset();
      await keys.rotate('graphs');
      const { payload } = await proposal();
      const forged = { ...payload, keys: { ...payload.keys, graphs: [(await generateSigningKey()).publicJwk] } };
      await expect(keys.apply(signDocument(KEYSET_TYPE, forged, custodians))).rejects.toThrow(/not what .* proposed/);
      const earlier = await signedBy(0, 1);
      expect(await keys.withdraw()).toBe(true);
      await expect(keys.apply(earlier)).rejects.toThrow(/proposed no keyset/);
      expect(keys.keyset()).toEqual(first);
      expect(keys.signing('graphs')).toHaveLength(1);
    });

    it('keeps what was signed so far while it is asked again, and is applied once however often', async () => {
      const keys = await inForce();
      await keys.rotate('graphs');
      const before = await readFile(join(folder, 'keyset.next.json'), 'utf8');
      await (await open()).renew();
      await keys.rotate('graphs');
      expect(await readFile(join(folder, 'keyset.next.json'), 'utf8')).toBe(before);
      const signed = await signedBy(0, 1);
      await keys.apply(signed);
      await keys.apply(signed);
      expect(keys.signing('graphs')).toHaveLength(2);
      expect(await keys.withdraw()).toBe(false);
    });

    it('is applied to the end where it was interrupted', async () => {
      const keys = await inForce();
      const before = await readFile(join(folder, 'keyset.json'), 'utf8');
      await keys.rotate('graphs');
      const files = await Promise.all(
        ['keys.next.json', 'keyset.next.json'].map(async (file) => [file, await readFile(join(folder, file), 'utf8')]),
      );
      const signed = await signedBy(0, 1);
      await keys.apply(signed);
      // As if the process had ended when the keys were listed, and the keyset was not written.
      await writeFile(join(folder, 'keyset.json'), before);
      for (const [file = '', text = ''] of files) await writeFile(join(folder, file), text);
      const again = await open();
      await again.apply(signed);
      expect(again.signing('graphs')).toHaveLength(2);
      expect(again.keyset().payload.sequence).toBe(2);
    });

    it('goes on with the keyset of its own root until those have signed who were pinned later', async () => {
      await rm(folder, { recursive: true });
      const alone = await openKeyFolder(folder, () => new Date(moment));
      const [own] = alone.roots.keys;
      const keys = [own, custodians[0]?.publicJwk];
      await writeFile(join(folder, 'root-keys.json'), JSON.stringify({ keys, threshold: 2 }));
      const joined = await open();
      expect(joined.keyset()).toEqual(alone.keyset());
      expect(await joined.renew()).toMatchObject({ reason: expect.stringMatching(/1 of the 2/), isInForce: false });
      const root = await readSigningKey(await readFile(join(folder, 'root.pem'), 'utf8'));
      await joined.apply(signDocument(KEYSET_TYPE, (await proposal()).payload, [root, ...custodians]));
      expect(joined.keyset().payload.sequence).toBe(2);
      expect(await joined.renew()).toBeNull();
    });
  });
});
