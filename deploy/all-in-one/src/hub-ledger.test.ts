import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeRecord } from '@citygraph/contract';
import { openKeyFolder } from '@citygraph/registry';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openHubLedger } from './hub-ledger.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-hub-ledger-'));
});
afterEach(() => rm(folder, { recursive: true }));

const record = (id: string): ExchangeRecord => ({
  id,
  at: '2026-11-23T00:00:00.000Z',
  app: null,
  organisation: null,
  actor: null,
  purpose: null,
  case: null,
  grants: [],
  operation: null,
  coordinates: ['Resident.name'],
  receivers: [],
  subjects: [],
  rows: 1,
  requestHash: '',
  responseHash: '',
});

it('seals with the newest key of the hub, over any number of changes, and keeps every public one for auditors', async () => {
  let now = Date.now();
  const keys = await openKeyFolder(join(folder, 'keys'), () => new Date(now));
  const kids: string[] = [];
  for (let change = 0; change < 3; change += 1) {
    const { ledger } = await openHubLedger(folder, keys, () => {});
    kids.push(keys.signing('ledger').at(-1)?.publicJwk.kid ?? '');
    await ledger.append(record(`exr_${change}`));
    await ledger.close();
    await keys.rotate('ledger');
    // Longer than the old one still signs beside the new.
    now += 10 * 86_400_000;
  }
  const text = await readFile(join(folder, 'ledger', 'public-keys.json'), 'utf8');
  expect((JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)).toEqual(kids);
  expect(new Set(kids).size).toBe(3);
});
