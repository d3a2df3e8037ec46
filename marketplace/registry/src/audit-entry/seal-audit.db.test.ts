import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  chained,
  generateSigningKey,
  LEDGER_SEAL_TYPE,
  type LedgerSeal,
  verifyArchive,
  verifyDocument,
} from '@citygraph/contract';
import { sealMemory } from '@citygraph/gateway';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { registry, withKeys } from '../index.ts';
import { Head } from '../policy/head.entity.ts';
import { now, people, keys as storyKeys } from '../testing/story.ts';
import { acceptRestored } from './accept-restored.ts';
import { archiveAudit } from './archive-audit.ts';
import { audit } from './audit.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal, AuditSegment } from './audit-seal.entity.ts';
import { forgetAudit } from './forget-audit.ts';
import { type SealAuditOptions, sealAudit } from './seal-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const key = await generateSigningKey();
const keys = [key.publicJwk];
let folder: string;
/** What this registry has seen, in a folder of each test's own. */
const memory = () => sealMemory(join(folder, 'seen.json'));
const department = testSubgraph(
  withKeys(storyKeys, {
    auditKeys: async () => keys,
    auditMemory: { ...sealMemory(''), last: () => memory().last() },
  }),
  { now },
);
const em = () => department.em();
const askedFor = async () =>
  (await department.as(people.admin).run('{ verifyAudit { intact entries brokenAt } }')).data.verifyAudit;
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const acts = async (count: number, at: EntityManager = em()) => {
  for (let index = 0; index < count; index++)
    await audit(
      at,
      people.admin,
      { act: 'killPlugin', target: `plugin-${index}`, before: null, after: { index } },
      now,
    );
};
const seal = (over: Partial<SealAuditOptions> = {}) =>
  sealAudit(em(), { keys: [key], now: after(60), entries: 10, ...over });
const sealed = () => em().find(AuditSeal, {}, { orderBy: { fromSequence: 'asc' } });
/** Somebody with the database in their hands, who hashes well. */
const rewrite = async (from: number, change: (record: object) => object) => {
  const rows = await em().find(AuditEntry, { sequence: { $gte: from } }, { orderBy: { sequence: 'asc' } });
  let last = { sequence: from - 1, hash: rows[0]?.previous ?? '' };
  for (const row of rows) {
    const entry = chained(change(JSON.parse(row.record)), last);
    const { sequence, previous, hash, record } = entry;
    await em().nativeUpdate(AuditEntry, { sequence }, { previous, hash, record: canonicalJson(record) });
    last = entry;
  }
  await em().nativeUpdate(Head, { name: 'audit' }, { hash: last.hash });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-audit-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a seal', () => {
  it('is set behind acts once there are enough, or the first has waited a minute, and is signed', async () => {
    await acts(9);
    expect(await seal({ now: after(59) })).toBe(0);
    await acts(3);
    expect(await seal({ now: after(59) })).toBe(10);
    expect(await seal({ now: after(59) })).toBe(0);
    expect(await seal({ now: after(60) })).toBe(2);
    expect(await seal({ now: after(600) })).toBe(0);
    const [first, second] = (await sealed()).map(
      ({ document }) => verifyDocument(JSON.parse(document), LEDGER_SEAL_TYPE, keys) as LedgerSeal,
    );
    expect(first).toMatchObject({ ledger: 'citygraph/audit', from: 1, to: 10, previousSeal: null });
    expect(second).toMatchObject({ from: 11, to: 12, previousSeal: (await sealed())[0]?.digest });
    expect(await verifyAudit(em(), keys)).toEqual({ intact: true, entries: 12, brokenAt: null });
  });

  it('is dated by an authority, and set all the same while that is away', async () => {
    await acts(4);
    await seal({ entries: 2, timestamp: async (root) => `token of ${root.length}` });
    await seal({ entries: 2, timestamp: async () => Promise.reject(new Error('away')) });
    const tokens = (await sealed()).map(({ document }) => JSON.parse(document).payload.timestampToken);
    expect(tokens).toEqual(['token of 32', null]);
  });

  it('is never set behind an act that is not as it was written', async () => {
    await acts(5);
    await em().nativeUpdate(AuditEntry, { sequence: 3 }, { record: '{"act":"nothing"}' });
    await expect(seal()).rejects.toThrow('The audit chain is broken at 3: it is not what it was when it was written.');
    await em().nativeDelete(AuditEntry, { sequence: { $gte: 3 } });
    await em().nativeDelete(AuditEntry, { sequence: 1 });
    await expect(seal()).rejects.toThrow('broken at 1: it is not there.');
    expect(await sealed()).toEqual([]);
  });

  it('shows that an end was cut off in the database, head and all', async () => {
    await acts(6);
    await seal();
    await em().nativeDelete(AuditEntry, { sequence: { $gt: 4 } });
    const last = await em().findOneOrFail(AuditEntry, { sequence: 4 });
    await em().nativeUpdate(Head, { name: 'audit' }, { version: 4, hash: last.hash });
    expect(await verifyAudit(em())).toEqual({ intact: false, entries: 4, brokenAt: 5 });
    await expect(seal()).rejects.toThrow('broken at 5: what was sealed is not there.');
  });

  it('shows that acts were written anew in the database, hashes and all', async () => {
    await acts(12);
    await seal({ entries: 6 });
    await rewrite(8, (record) => ({ ...record, actor: 'sub-somebody' }));
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
    await seal({ entries: 6 });
    await rewrite(8, (record) => ({ ...record, actor: 'sub-somebody-else' }));
    expect(await verifyAudit(em())).toEqual({ intact: false, entries: 11, brokenAt: 7 });
  });

  it('is asked for who signed it by whoever looks: an end that was written and sealed anew in the database is found', async () => {
    await acts(6);
    await seal();
    expect(await askedFor()).toEqual({ intact: true, entries: 6, brokenAt: null });
    await em().nativeDelete(AuditSeal, {});
    await rewrite(3, (record) => ({ ...record, actor: 'sub-somebody' }));
    await seal({ keys: [await generateSigningKey()] });
    expect(await askedFor()).toEqual({ intact: false, entries: 0, brokenAt: 1 });
  });

  it('of another is believed by nobody who knows the keys', async () => {
    await acts(4);
    await seal({ keys: [await generateSigningKey()] });
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
    expect(await verifyAudit(em(), keys)).toMatchObject({ intact: false, brokenAt: 1 });
    await em().nativeDelete(AuditSeal, { fromSequence: 1 });
    await seal({ entries: 2 });
    await seal({ entries: 2 });
    await em().nativeDelete(AuditSeal, { fromSequence: 1 });
    expect(await verifyAudit(em(), keys)).toMatchObject({ intact: false, brokenAt: 1 });
  });
});

describe('what was seen sealed, outside the database,', () => {
  const file = (name = 'seen.json') => join(folder, name);
  const seen = (entries = 10) => seal({ memory: memory(), entries });
  const look = async () => verifyAudit(em(), keys, await memory().last());
  const takeSealsAway = (from = 1) => em().nativeDelete(AuditSeal, { fromSequence: { $gte: from } });

  it('is missed when the last seal is taken away and what it sealed written anew: it is found, and not sealed over', async () => {
    await acts(12);
    expect(await seen(6)).toBe(6);
    expect(await seen(6)).toBe(6);
    expect(await look()).toEqual({ intact: true, entries: 12, brokenAt: null });
    await takeSealsAway(7);
    await rewrite(8, (record) => ({ ...record, actor: 'sub-somebody' }));
    expect(await verifyAudit(em(), keys)).toMatchObject({ intact: true });
    expect(await look()).toEqual({ intact: false, entries: 6, brokenAt: 7 });
    await expect(seen()).rejects.toThrow('broken at 7: this registry has seen the acts 7 to 12 sealed');
    expect(await sealed()).toHaveLength(1);
    // Sealed by whoever forgot, it is another seal.
    await seal();
    expect(await look()).toMatchObject({ intact: false, brokenAt: 7 });
    await expect(seen()).rejects.toThrow('broken at 7');
  });

  it('is held against what administrators are told', async () => {
    await acts(3);
    await seen();
    expect(await askedFor()).toEqual({ intact: true, entries: 3, brokenAt: null });
    await takeSealsAway();
    expect(await askedFor()).toEqual({ intact: false, entries: 0, brokenAt: 1 });
  });

  it('is each registry’s own, and follows what one beside it has sealed', async () => {
    const beside = sealMemory(file('beside.json'));
    await acts(9);
    await seen(3);
    await seal({ memory: beside, entries: 3 });
    await seal({ memory: beside, entries: 3 });
    expect([(await memory().last())?.to, (await beside.last())?.to]).toEqual([3, 9]);
    expect(await seen()).toBe(0);
    expect(await memory().last()).toEqual(await beside.last());
    await takeSealsAway(7);
    for (const one of [memory(), beside]) await expect(seal({ memory: one })).rejects.toThrow('the acts 7 to 9');
  });

  it('is not led on by a seal of somebody whose key is not known', async () => {
    await acts(4);
    await seen(2);
    await seal({ keys: [await generateSigningKey()], entries: 2 });
    await expect(seen()).rejects.toThrow('broken at 3: its seal cannot be trusted');
    expect(await memory().last()).toMatchObject({ from: 1, to: 2 });
  });

  it('is a file that is whole or refused', async () => {
    await acts(2);
    await seen();
    expect(await readdir(folder)).toEqual(['seen.json']);
    for (const text of ['', '{}', '{"seal":null,"restored":[],"more":1}']) {
      await writeFile(file(), text);
      await expect(seen()).rejects.toThrow('is not what the hub wrote');
    }
  });

  it('is given up by whoever says that an older backup was restored, and that is written down on both sides', async () => {
    await acts(6);
    await seen(4);
    await seen(4);
    const accept = () => acceptRestored(em(), memory(), people.admin, { keys, reason: 'The disk failed.' }, after(120));
    expect(await accept()).toMatchObject({ isLost: false });
    const lost = await memory().last();
    await takeSealsAway(5);
    await em().nativeDelete(AuditEntry, { sequence: { $gt: 4 } });
    await expect(seen()).rejects.toThrow('broken at 5: this registry has seen the acts 5 to 6 sealed');
    await expect(accept()).rejects.toThrow('what was restored is not whole either');
    const last = await em().findOneOrFail(AuditEntry, { sequence: 4 });
    await em().nativeUpdate(Head, { name: 'audit' }, { version: 4, hash: last.hash });
    expect(await accept()).toMatchObject({ isLost: true, seen: { to: 6 }, now: { from: 1, to: 4 } });
    const { record } = await em().findOneOrFail(AuditEntry, { sequence: 5 });
    expect(JSON.parse(record)).toMatchObject({
      act: 'acceptRestoredAudit',
      target: 'audit/5-6',
      reason: 'The disk failed.',
      actor: 'sub-admin',
    });
    const { restored } = JSON.parse(await readFile(file(), 'utf8'));
    expect(restored).toEqual([{ at: after(120).toISOString(), by: 'sub-admin', reason: 'The disk failed.', lost }]);
    expect(await seal({ memory: memory(), now: after(180) })).toBe(1);
    expect(await look()).toEqual({ intact: true, entries: 5, brokenAt: null });
    expect(JSON.parse(await readFile(file(), 'utf8')).restored).toEqual(restored);
  });
});

const archive = (over: { entries?: number; now?: Date } = {}) =>
  archiveAudit(em(), { folder, keys, now: after(60), entries: 10, ...over });
const textOf = (name: string) => readFile(join(folder, name), 'utf8');
const linesIn = (text: string) => text.trimEnd().split('\n');

describe('the archive', () => {
  const [ONE, TWO] = ['ledger-00000001.jsonl', 'ledger-00000002.jsonl'];

  it('gets what is sealed, a file when there is enough or a day is over, each going on where the one before ended', async () => {
    await acts(14);
    await seal();
    expect(await archive({ entries: 11 })).toBeNull();
    expect(await archive()).toBe(ONE);
    expect(await archive()).toBeNull();
    await seal();
    expect(await archive({ now: after(86_400) })).toBeNull();
    expect(await archive({ now: after(86_460) })).toBe(TWO);
    const [one, two] = [
      await verifyArchive(linesIn(await textOf(ONE)), keys),
      await verifyArchive(linesIn(await textOf(TWO)), keys),
    ];
    expect([one, two]).toMatchObject([
      { ok: true, ledger: 'citygraph/audit', entries: 10, seals: 1, unsealed: 0, continues: null },
      { ok: true, entries: 4, continues: one.ok && one.end },
    ]);
    expect(await readdir(folder)).toEqual([ONE, TWO]);
    expect(await em().find(AuditSegment, {}, { orderBy: { number: 'asc' } })).toMatchObject([
      { number: 1, fromSequence: 1, toSequence: 10 },
      { number: 2, fromSequence: 11, toSequence: 14 },
    ]);
    const said = '{ auditSealing { entries sealedTo archivedTo archivedHead gone } }';
    const { data } = await department.as(people.admin).run(said);
    const { hash } = await em().findOneOrFail(AuditEntry, { sequence: 14 });
    expect(data.auditSealing).toEqual({ entries: 14, sealedTo: 14, archivedTo: 14, archivedHead: hash, gone: 0 });
    expect((await department.as(people.finance).run(said)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('names the row in which one byte was edited, whichever it is', async () => {
    await acts(5);
    await seal();
    await archive({ entries: 1 });
    const lines = linesIn(await textOf(ONE));
    expect(lines).toHaveLength(7);
    for (const [index, line] of lines.entries()) {
      // A letter in the middle of the line, another one instead.
      const place = line.length >> 1;
      const edited = `${line.slice(0, place)}${line[place] === 'a' ? 'b' : 'a'}${line.slice(place + 1)}`;
      const verdict = await verifyArchive(lines.with(index, edited), keys);
      // A header that names another ledger shows in the first entry, which does not follow it.
      expect(verdict).toMatchObject({ ok: false, row: Math.max(2, index + 1) });
    }
  });

  it('takes a file as written whose writer was ended before it was noted, and no other', async () => {
    await acts(5);
    await seal();
    await archive({ entries: 1 });
    const text = await textOf(ONE);
    const [noted] = await em().find(AuditSegment, {});
    await em().nativeDelete(AuditSegment, { number: 1 });
    expect(await archive()).toBe(ONE);
    expect(await em().find(AuditSegment, {})).toMatchObject([{ file: noted?.file, toSequence: 5 }]);
    expect(await textOf(ONE)).toBe(text);
    await em().nativeDelete(AuditSegment, { number: 1 });
    await rewrite(5, (record) => ({ ...record, actor: 'sub-somebody' }));
    await expect(archive()).rejects.toThrow('the database is not the one that was archived');
    await writeFile(join(folder, ONE), text.replace('plugin-2', 'plugin-9'));
    await expect(archive()).rejects.toThrow('broken at 3');
  });

  it('is not written of acts that are not those that were sealed', async () => {
    await acts(5);
    await seal();
    await rewrite(3, (record) => ({ ...record, actor: 'sub-somebody' }));
    await expect(archive({ entries: 1 })).rejects.toThrow(/broken at 5: The seal is of other entries/);
    expect(await readdir(folder)).toEqual([]);
    expect(await em().count(AuditSegment)).toBe(0);
  });

  describe('and what leaves the database', () => {
    const forget = (days: number, most?: number) =>
      forgetAudit(em(), { folder, keepDays: 30, now: after(days * 86_400), ...(most && { most }) });
    beforeEach(async () => {
      await acts(12);
      for (let index = 0; index < 3; index++) await seal({ entries: 4 });
      await em().nativeDelete(AuditSeal, { fromSequence: 9 });
      await archive({ entries: 1 });
    });

    it('is old, sealed and archived, and the chain goes on behind it', async () => {
      expect(await forget(30)).toBe(0);
      expect(await forget(31, 4)).toBe(4);
      expect(await verifyAudit(em(), keys)).toEqual({ intact: true, entries: 13, brokenAt: null });
      expect(await forget(31)).toBe(4);
      expect(await forget(31)).toBe(0);
      expect(await em().count(AuditEntry)).toBe(6);
      expect(await verifyAudit(em(), keys)).toEqual({ intact: true, entries: 14, brokenAt: null });
      const { record } = await em().findOneOrFail(AuditEntry, { sequence: 14 });
      expect(JSON.parse(record)).toMatchObject({
        act: 'forgetAudit',
        target: 'audit/5-8',
        actor: 'citygraph:registry',
      });
      expect(await seal()).toBe(6);
      expect(await archive({ entries: 1 })).toBe(TWO);
    });

    it.each<[string, () => Promise<void>]>([
      ['lost', () => rm(join(folder, ONE))],
      ['edited', async () => writeFile(join(folder, ONE), `${await textOf(ONE)}\n`)],
    ])('is nothing where the file was %s', async (_, spoil) => {
      await spoil();
      await expect(forget(31)).rejects.toThrow(/restore it from a copy; until then no act leaves the database/);
      expect(await em().count(AuditEntry)).toBe(12);
    });

    it('is missed where somebody took more', async () => {
      await em().nativeDelete(AuditEntry, { sequence: { $lte: 9 } });
      expect(await verifyAudit(em())).toMatchObject({ intact: false, brokenAt: 9 });
    });
  });
});

describe('many at once', () => {
  const busy = testSubgraph(registry, { commits: true, now });

  it('set one seal, and write one file', async () => {
    await busy.em().transactional((inner) => acts(20, inner as EntityManager));
    const options = { keys: [key], now: after(60) };
    const counts = await Promise.all(Array.from({ length: 4 }, () => sealAudit(busy.em(), options)));
    expect(counts.toSorted()).toEqual([0, 0, 0, 20]);
    const names = await Promise.all(
      Array.from({ length: 4 }, () => archiveAudit(busy.em(), { folder, keys, now: after(60), entries: 1 })),
    );
    expect(names).toContain('ledger-00000001.jsonl');
    expect(await busy.em().count(AuditSegment)).toBe(1);
    expect(await readdir(folder)).toEqual(['ledger-00000001.jsonl']);
    expect(await verifyAudit(busy.em(), keys)).toMatchObject({ intact: true, entries: 20 });
  });
});
