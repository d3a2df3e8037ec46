import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chained, type ExchangeRecord, generateSigningKey, genesisOf, type LedgerEntry } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { type Archive, openArchive } from './archive.ts';
import { archiveFiles } from './archive-files.ts';
import { type Arrival, shipArchive } from './ship-archive.ts';

const key = await generateSigningKey();
const record = (number: number) => madeUpRecord(`exr_${number}`, { operation: '问' });
const records = (from: number, count: number) => Array.from({ length: count }, (_, index) => record(from + index));

let folder: string;
let archive: Archive;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-ship-'));
  archive = await openArchive({ folder, ledger: 'gw', key, sealEntries: 7, fileBytes: 4_000 });
});
afterEach(async () => {
  await archive.close();
  await rm(folder, { recursive: true, force: true });
});

/** Takes what continues what it has; fails as often as it is told to. */
function witness() {
  const taken: LedgerEntry<ExchangeRecord>[] = [];
  const state = { failures: 0 };
  return {
    taken,
    state,
    async send({ entries }: { entries: readonly LedgerEntry<ExchangeRecord>[] }) {
      if (state.failures-- > 0) throw new Error('away');
      for (const entry of entries) {
        if (entry.sequence <= taken.length) continue;
        expect(entry.sequence).toBe(taken.length + 1);
        taken.push(entry);
      }
      return { sequence: taken.length };
    },
  };
}

const until = async (done: () => boolean) => {
  while (!done()) await sleep(5);
};

it('brings every entry once and in order, over many files, whatever comes meanwhile and however often the witness is away', async () => {
  const { taken, state, send } = witness();
  await archive.append(records(1, 30));
  state.failures = 2;
  const stop = shipArchive({ folder, ledger: 'gw', entries: archive.entries, send, lookMs: 2 });
  await until(() => taken.length === 30);
  for (let round = 0; round < 5; round += 1) {
    state.failures = round % 2;
    await archive.append(records(31 + round * 50, 50));
  }
  await until(() => taken.length === 280);
  await archive.append(records(281, 5));
  await stop();
  expect(taken.map((entry) => entry.record.id)).toEqual(records(1, 285).map(({ id }) => id));
});

it('goes on where the witness says it is', async () => {
  const { taken, send } = witness();
  await archive.append(records(1, 10));
  await shipArchive({ folder, ledger: 'gw', entries: archive.entries, send })();
  expect(taken).toHaveLength(10);
  await archive.append(records(11, 3));
  const sent: number[] = [];
  const watched = async (batch: { entries: readonly LedgerEntry<ExchangeRecord>[] }) => {
    sent.push(...batch.entries.map(({ sequence }) => sequence));
    return send(batch);
  };
  await shipArchive({ folder, ledger: 'gw', entries: archive.entries, send: watched })();
  // The last one that is there, to be compared, and what it does not have.
  expect(sent).toEqual([10, 11, 12, 13]);
});

it('says again and again that evidence does not arrive, and then that it does', async () => {
  const { taken, state, send } = witness();
  const lines: object[] = [];
  await archive.append(records(1, 3));
  state.failures = 5;
  const options = { folder, ledger: 'gw', entries: archive.entries, send, lookMs: 1 };
  const stop = shipArchive({ ...options, log: (line) => lines.push(line) });
  await until(() => taken.length === 3 && lines.length === 4);
  await stop();
  const unshipped = { event: 'evidence-unshipped', ledger: 'gw', archived: 3, reason: 'away' };
  expect(lines).toEqual([
    ...[1, 2, 4].map((attempts) => ({ ...unshipped, attempts })),
    { event: 'evidence-shipped', ledger: 'gw', archived: 3 },
  ]);
});

it('brings nothing that is not durable yet, and goes on where that was taken back', async () => {
  const { taken, send } = witness();
  await archive.append(records(1, 3));
  const file = join(folder, (await archiveFiles(folder))[0] ?? '');
  const durable = (await readFile(file)).length;
  // Longer than what will stand there: whoever read it would go on behind the end.
  const last = chained(record(3), { sequence: 2, hash: genesisOf('gw') });
  const lost = chained({ ...record(0), operation: '问'.repeat(2_000) }, last);
  await appendFile(file, `${JSON.stringify({ entry: lost })}\n`);
  const asked = new Set<number>();
  const entries = () => {
    asked.add(taken.length);
    return archive.entries();
  };
  const stop = shipArchive({ folder, ledger: 'gw', entries, send, lookMs: 2 });
  await until(() => asked.size > 1);
  await truncate(file, durable);
  await archive.append(records(4, 2));
  await until(() => taken.length === 5);
  await stop();
  expect(taken.map((entry) => entry.record.id)).toEqual(records(1, 5).map(({ id }) => id));
});

/** As the registry: what it has must be the same. */
function strictWitness() {
  const taken: LedgerEntry<ExchangeRecord>[] = [];
  return {
    taken,
    async send({ entries }: { entries: readonly LedgerEntry<ExchangeRecord>[] }) {
      for (const entry of entries) {
        const known = taken[entry.sequence - 1];
        if (known ? known.hash !== entry.hash : entry.previous !== (taken.at(-1)?.hash ?? genesisOf('gw'))) {
          throw new Error(`Entry ${entry.sequence} does not continue what has arrived.`);
        }
        if (!known) taken.push(entry);
      }
      return { sequence: taken.length };
    },
  };
}

describe('a second archive of the same name', () => {
  let other: string;
  let second: Archive;
  beforeEach(async () => {
    other = await mkdtemp(join(tmpdir(), 'citygraph-ship-'));
    second = await openArchive({ folder: other, ledger: 'gw', key });
  });
  afterEach(async () => {
    await second.close();
    await rm(other, { recursive: true, force: true });
  });

  it.each([
    [
      'shorter than what arrived, as one that was put back',
      2,
      'The witness has 5 entries of the ledger gw, and this archive 2',
    ],
    ['as long', 5, 'Entry 5 does not continue what has arrived.'],
    ['longer', 9, 'Entry 5 does not continue what has arrived.'],
  ])('that is %s is said to arrive nowhere, and never that it does', async (_, length, reason) => {
    const { taken, send } = strictWitness();
    await archive.append(records(1, 5));
    await shipArchive({ folder, ledger: 'gw', entries: archive.entries, send })();
    expect(taken).toHaveLength(5);

    await second.append(records(100, length));
    const lines: { event?: string; reason?: string }[] = [];
    const looks: Arrival[] = [];
    const stop = shipArchive({
      folder: other,
      ledger: 'gw',
      entries: second.entries,
      send,
      lookMs: 1,
      log: (line) => lines.push(line),
      onLook: (arrival) => looks.push(arrival),
    });
    await until(() => lines.length === 3);
    await stop();
    expect(lines.map(({ event }) => event)).toEqual(Array.from({ length: 3 }, () => 'evidence-unshipped'));
    expect(lines[0]?.reason).toContain(reason);
    expect(looks.every(({ isHeldUp }) => isHeldUp)).toBe(true);
    expect(looks[0]).toEqual({ ledger: 'gw', archived: length, arrived: 0, isHeldUp: true });
    expect(taken.map(({ record: { id } }) => id)).toEqual(records(1, 5).map(({ id }) => id));
  });
});
