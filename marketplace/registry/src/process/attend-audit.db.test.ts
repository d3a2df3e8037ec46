import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSigningKey, verifyArchive } from '@citygraph/contract';
import { sealMemory } from '@citygraph/gateway';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { AuditSeal } from '../audit-entry/audit-seal.entity.ts';
import { Incident } from '../incident/incident.entity.ts';
import { registry } from '../index.ts';
import { now, people } from '../testing/story.ts';
import { attendAudit } from './attend-audit.ts';

const department = testSubgraph(registry, { commits: true, now });
const em = () => department.em();
const DAY_MS = 86_400_000;
const act = (target: string, at: Date, of: EntityManager = em()) =>
  of.transactional((inner) =>
    audit(inner as EntityManager, people.admin, { act: 'killPlugin', target, before: null, after: {} }, at),
  );
/** Asks until it is so. */
const eventually = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error('It never was so.');
};

let folder: string;
let stop: (() => Promise<void>) | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-audit-'));
});
afterEach(async () => {
  await stop?.();
  await rm(folder, { recursive: true });
});

it('keeps the audit: sealed, archived with who sealed it, old acts in the archive alone; a break is said and is an incident', async () => {
  const [first, second] = [await generateSigningKey(), await generateSigningKey()];
  let keys = [first];
  let moment = now;
  const lines: Readonly<Record<string, unknown>>[] = [];
  await act('air', now);
  stop = attendAudit({
    em,
    keys: () => keys,
    folder,
    keepDays: 30,
    now: () => moment,
    log: (line) => lines.push(line),
    lookMs: 20,
  });
  moment = new Date(now.getTime() + 2 * DAY_MS);
  await eventually(async () => (await em().count(AuditSeal)) === 1);
  moment = new Date(now.getTime() + 4 * DAY_MS);
  await eventually(async () => (await readdir(folder)).includes('ledger-00000001.jsonl'));
  // A new key beside the old one, then alone.
  keys = [second];
  await act('dust', moment);
  moment = new Date(now.getTime() + 40 * DAY_MS);
  await eventually(async () => (await em().count(AuditEntry, { sequence: 1 })) === 0);
  const trustedNow = async () => JSON.parse(await readFile(join(folder, 'public-keys.json'), 'utf8')).keys;
  await eventually(async () => (await trustedNow()).length === 2);
  const trusted = await trustedNow();
  expect(trusted.map(({ kid }: { kid: string }) => kid)).toEqual([first.kid, second.kid]);
  const text = await readFile(join(folder, 'ledger-00000001.jsonl'), 'utf8');
  expect(await verifyArchive(text.trimEnd().split('\n'), trusted)).toMatchObject({ ok: true, entries: 1 });
  expect(lines.map(({ event }) => event)).toContain('audit-left-database');

  const sealed = (await em().find(AuditSeal, {}, { orderBy: { fromSequence: 'desc' }, limit: 1 }))[0]?.toSequence ?? 0;
  await act('noise', moment);
  const [last] = await em().find(AuditEntry, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
  await em().nativeUpdate(AuditEntry, { sequence: last?.sequence ?? 0 }, { record: '{}' });
  await eventually(async () => (await em().count(Incident, { kind: 'AUDIT_BROKEN' })) === 1);
  const [incident] = await em().find(Incident, {});
  expect(incident).toMatchObject({
    subject: 'audit',
    detail: `The audit chain is broken at ${last?.sequence}: it is not what it was when it was written.`,
  });
  expect(lines.filter(({ event }) => event === 'audit-not-kept')).toHaveLength(1);
  expect(sealed).toBeLessThan(last?.sequence ?? 0);
});

describe('what this registry has seen sealed', () => {
  const other = testSubgraph(registry, { commits: true, now });

  it('and somebody took away in the database is not sealed over: it is an incident, with what to do', async () => {
    const key = await generateSigningKey();
    const lines: Readonly<Record<string, unknown>>[] = [];
    await act('air', now, other.em());
    stop = attendAudit({
      em: () => other.em(),
      keys: () => [key],
      folder,
      keepDays: null,
      memory: sealMemory(join(folder, 'seen.json')),
      now: () => new Date(now.getTime() + 60_000),
      log: (line) => lines.push(line),
      lookMs: 20,
    });
    await eventually(async () => (await readdir(folder)).includes('seen.json'));
    await other.em().nativeDelete(AuditSeal, {});
    await eventually(async () => (await other.em().count(Incident, { kind: 'AUDIT_BROKEN' })) === 1);
    const [incident] = await other.em().find(Incident, {});
    expect(incident?.detail).toMatch(
      /^The audit chain is broken at 1: this registry has seen the acts 1 to 1 sealed.*audit restored/,
    );
    expect(await other.em().count(AuditSeal)).toBe(0);
    expect(lines.filter(({ event }) => event === 'audit-not-kept')).toHaveLength(1);
  });
});
