import type { Viewer } from '@citygraph/contract';
import { resident, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  manifestOf,
  registered,
  SDL,
  vendors,
} from '../testing/publishing-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { keepAttempts } from './keep-attempts.ts';
import { RefusedAttempt } from './refused-attempt.entity.ts';
import { type RefusedAttempts, refusedAttempts } from './refused-attempts.ts';
import { writeAttempts } from './write-attempts.ts';

const subgraph = withKeys(keys, { client: fakeClient(), admission: fakeAdmission() });
const department = testSubgraph(subgraph, { seed: (em) => registry.seed(em, city), now });
const PUBLISH =
  'mutation P($p: ID!, $s: String!, $m: String!) { publishRelease(plugin: $p, sdl: $s, manifest: $m) { accepted } }';
const publish = async (viewer: Viewer, over: { p?: string; s?: string; m?: string } = {}) =>
  codeOf(
    await department.as(viewer).run(PUBLISH, { p: 'air-quality', s: SDL, m: JSON.stringify(manifestOf()), ...over }),
  );
/** What the audit has after a while that it had not at the beginning. */
const noted = async (seconds: number) => {
  department.clock.set(new Date(now.getTime() + seconds * 1_000));
  const job = subgraph.jobs.find(({ name }) => name === 'write-refused-attempts');
  await job?.run(department.em(), department.clock);
  const rows = await department.em().find(AuditEntry, { sequence: { $gt: before } }, { orderBy: { sequence: 'asc' } });
  return rows
    .map(({ record }) => JSON.parse(record))
    .map(({ actor, act, target, reason }) => ({ actor, act, target, reason }));
};

let before = 0;
beforeEach(async () => {
  await registered(department);
  await department.as(vendors.ada).run(CREATE);
  before = await department.em().count(AuditEntry);
});

it('whatever mutation is refused leaves an attempt: forged signatures, approvals and grants that are not one’s own', async () => {
  const attempts: [string, Viewer, string][] = [
    [
      'publishAsWorkload',
      people.nobody,
      'mutation { publishAsWorkload(request: "e30.e30.e30", sdl: "type Query", manifest: "{}") { accepted } }',
    ],
    [
      'approveRelease',
      vendors.eve,
      `mutation { approveRelease(review: "rev_none", digest: "${'0'.repeat(64)}") { state } }`,
    ],
    ['startRollout', vendors.eve, 'mutation { startRollout(plugin: "air-quality", version: "1.0.0") { id } }'],
    [
      'claimName',
      vendors.eve,
      'mutation { claimName(publisher: "air-lab", name: "Query.air", reason: "It is known.") { id } }',
    ],
    ['proveDomain', vendors.eve, 'mutation { proveDomain(publisher: "air-lab") { handle } }'],
    ['killPlugin', vendors.eve, 'mutation { killPlugin(plugin: "air-quality", reason: "It is bad.") }'],
  ];
  for (const [act, viewer, document] of attempts) {
    const { errors } = await department.as(viewer).run(document);
    expect([act, errors?.[0]?.extensions.code]).toEqual([act, expect.stringMatching(/^[A-Z_]+$/)]);
  }
  const rows = await noted(130);
  expect(rows.map(({ act }) => act).sort()).toEqual(attempts.map(([act]) => act).sort());
  expect(rows.find(({ act }) => act === 'approveRelease')).toMatchObject({ target: 'rev_none' });
  expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
});

it('what is refused before admission sees it leaves the attempt in the audit, once a minute, and nothing else', async () => {
  expect(await publish(vendors.eve)).toBe('FORBIDDEN');
  expect(await publish(vendors.eve, { p: 'none' })).toBe('FORBIDDEN');
  // Nobody in particular: there is nobody to hold it against.
  expect(await publish(people.nobody)).toBe('UNAUTHENTICATED');
  expect(await publish(vendors.ada, { s: 'x'.repeat(513 * 1024) })).toBe('BAD_USER_INPUT');
  expect(await publish(vendors.ada, { m: '{' })).toBe('BAD_USER_INPUT');
  expect(await publish(vendors.ada, { m: JSON.stringify(manifestOf({ namespace: 'iov' })) })).toBe('BAD_USER_INPUT');
  expect(await noted(59)).toEqual([]);
  const minute = 'in the minute of 2026-11-02T01:00:00.000Z';
  const attempt = { act: 'publishRelease', target: 'air-quality' };
  const all = [
    { actor: 'sub-res_ada', ...attempt, reason: `refused 3 times ${minute}: BAD_USER_INPUT 3` },
    { actor: 'sub-res_eve', ...attempt, reason: `refused 2 times ${minute}: FORBIDDEN 2` },
  ];
  expect(await noted(60)).toEqual(all);
  expect(await noted(120)).toEqual(all);
  expect(await department.em().count(PluginRelease)).toBe(0);
  expect(await department.em().count(OutboxEvent)).toBe(0);
  expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
});

it('what is published well is no attempt', async () => {
  expect(await publish(vendors.ada)).toBeUndefined();
  expect((await noted(60)).map(({ reason }) => reason)).toEqual([null]);
});

describe('who tries for ever', () => {
  const note = (attempts: RefusedAttempts, viewer: Viewer, target = 'air', code = 'FORBIDDEN') =>
    attempts.note({ principal: viewer.principal, act: 'publishRelease', target, code }, now);

  it('is counted on while the database cannot be written', async () => {
    const away = refusedAttempts();
    note(away, vendors.eve, 'air', 'CONFLICT');
    const broken = { ...department.em(), transactional: () => Promise.reject(new Error('away')) } as never;
    await expect(keepAttempts(broken, away)).rejects.toThrow('away');
    note(away, vendors.eve, 'air', 'CONFLICT');
    await keepAttempts(department.em(), away);
    expect((await noted(60)).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^refused 2 times .* CONFLICT 2$/),
    ]);
  });

  it('is one line, whichever processes refused it and whether they live', async () => {
    const [one, other] = [refusedAttempts(), refusedAttempts()];
    for (const process of [one, other, one]) {
      note(process, vendors.eve);
      await keepAttempts(department.em(), process);
    }
    note(other, vendors.eve, 'air', 'CONFLICT');
    await keepAttempts(department.em(), other);
    // Neither of them is asked any more: what they counted is in the database.
    await Promise.all([
      writeAttempts(department.em(), new Date(now.getTime() + 60_000)),
      writeAttempts(department.em(), new Date(now.getTime() + 60_000)),
    ]);
    expect((await noted(60)).map(({ actor, reason }) => [actor, reason.split(': ')[1]])).toEqual([
      ['sub-res_eve', 'CONFLICT 1, FORBIDDEN 3'],
    ]);
    expect(await department.em().count(RefusedAttempt)).toBe(0);
  });

  it('is one line, and of many who do the rest is one, however many processes they ask', async () => {
    const attempts = refusedAttempts(3);
    for (let count = 0; count < 1_000; count++) note(attempts, vendors.eve, `${'\ud800'}${'x'.repeat(count)}`);
    for (let count = 0; count < 50; count++) note(attempts, resident(`res_${count}`));
    await keepAttempts(department.em(), attempts, 3);
    const second = refusedAttempts(3);
    for (let count = 50; count < 60; count++) note(second, resident(`res_${count}`));
    await keepAttempts(department.em(), second, 3);
    expect(await department.em().count(RefusedAttempt)).toBe(4);
    const lines = await noted(60);
    const said = lines.map(({ actor, act, target, reason }) => [actor, act, target.length, reason.split(' ')[1]]);
    expect(said.sort()).toEqual([
      ['', 'refusedAttempts', 6, '58'],
      ['sub-res_0', 'publishRelease', 3, '1'],
      ['sub-res_1', 'publishRelease', 3, '1'],
      ['sub-res_eve', 'publishRelease', 1, '1000'],
    ]);
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });
});
