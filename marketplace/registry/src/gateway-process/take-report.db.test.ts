import type { OperationUsage } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Control, serveControl } from '../control/serve-control.ts';
import { registry } from '../index.ts';
import { addUsage, overflowOf } from '../operation-usage/add-usage.ts';
import { UsageDay, UsageHour, UsedCoordinate, UsedDocument } from '../operation-usage/operation-usage.entity.ts';
import { ReleaseHealth, ServiceLevelHour } from '../service-level/release-health.entity.ts';
import { gatewayOfStory, healthOf, NOTHING_SERVED } from '../testing/control-story.ts';
import { now } from '../testing/story.ts';
import { GatewayProcess } from './gateway-process.entity.ts';
import { MOST_PROCESSES, takeReport } from './take-report.ts';

const [ONE, TWO] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const digest = (letter: string) => letter.repeat(64);
const asked = (over: Partial<OperationUsage> = {}): OperationUsage => ({
  app: 'app-lender',
  digest: digest('a'),
  operationName: 'Me',
  coordinates: ['Query.me', 'Resident.name'],
  count: 3,
  errors: 1,
  cost: 10,
  ...over,
});

describe('a gateway’s report', () => {
  const department = testSubgraph(registry, { now });
  let control: Control;
  beforeAll(async () => {
    control = await serveControl({
      host: '127.0.0.1',
      port: 0,
      gateways: [
        { name: 'one', secret: ONE },
        { name: 'two', secret: TWO },
      ],
      report: (gateway, report) => takeReport(department.em(), gateway, report, department.clock.now()),
    });
  });
  afterAll(() => control.close());
  const gateway = (secret = ONE, process?: string) => gatewayOfStory(control.url, secret, process);

  it('of ever new processes has those forgotten of its gateway that were heard of longest ago', async () => {
    const report = (process: string) => ({
      process,
      number: 1,
      at: now.toISOString(),
      serving: NOTHING_SERVED,
      plugins: [],
      usage: [],
    });
    const tell = (gateway: string, process: string, second: number) =>
      takeReport(department.em(), gateway, report(process), new Date(now.getTime() + second * 1_000));
    await tell('one', 'true', 0);
    for (let index = 0; index < MOST_PROCESSES; index += 1) await tell('two', `invented-${index}`, index);
    await tell('two', 'living', MOST_PROCESSES);
    const known = await department.em().find(GatewayProcess, {}, { fields: ['process'], disableIdentityMap: true });
    const names = known.map(({ process }) => process);
    expect(names).toHaveLength(MOST_PROCESSES + 1);
    expect(names).toEqual(expect.arrayContaining(['true', 'living']));
    expect(names).not.toContain('invented-0');
  });

  it('is taken once, and added to what other processes saw', async () => {
    const one = gateway();
    const plugins = [healthOf('air', digest('f'), 30, 6)];
    expect(await one.report({ plugins, usage: [asked()] })).toEqual({ status: 204, message: null });
    expect(await one.report({ number: 1, plugins, usage: [asked()] })).toEqual({ status: 204, message: null });
    await gateway(TWO).report({ plugins, usage: [asked(), asked({ count: 1 })] });
    const [slot] = await department.em().find(ReleaseHealth, {});
    expect(slot).toMatchObject({ plugin: 'air', calls: 60, failed: 12, invalid: 0, l1: 60 });
    expect(await department.em().find(ServiceLevelHour, {})).toMatchObject([{ calls: 60, failed: 12 }]);
    for (const table of [UsageHour, UsageDay])
      expect(await department.em().find(table, {})).toMatchObject([
        { app: 'app-lender', count: 7, errors: 3, cost: 70 },
      ]);
    expect(await department.em().count(UsedCoordinate)).toBe(2);
    expect(await department.em().find(GatewayProcess, {}, { orderBy: { gateway: 'asc' } })).toMatchObject([
      { gateway: 'one', number: 1, seenAt: now },
      { gateway: 'two', number: 1 },
    ]);
  });

  it('does not hold the hub’s own refusals against a vendor', async () => {
    const health = {
      ...healthOf('air', digest('f'), 10),
      failures: { PLUGIN_DISABLED: 4, PLUGIN_QUOTA: 3, PLUGIN_INVALID_REPLY: 2 },
    };
    await gateway().report({ plugins: [health] });
    expect(await department.em().find(ReleaseHealth, {})).toMatchObject([{ failed: 2, invalid: 2 }]);
  });

  it('does not hold against a release what callers of its sandbox met', async () => {
    const health = { ...healthOf('air', digest('f'), 10, 10), channel: 'sandbox' as const };
    expect(await gateway().report({ plugins: [health] })).toMatchObject({ status: 204 });
    expect(await department.em().find(ReleaseHealth, {})).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a field that nobody knows', { more: 1 }, /more/],
    ['a number that is none', { number: 0 }, /number/],
    ['a process of strange letters', { process: 'a b' }, /process/],
    ['a digest that is none', { usage: [asked({ digest: 'x' })] }, /usage\.0\.digest/],
    ['a count below nothing', { plugins: [healthOf('air', 'r', -1)] }, /plugins\.0\.calls/],
    ['latencies of another length', { plugins: [{ ...healthOf('air', 'r', 1), latency: [1] }] }, /latency/],
    ['too many operations', { usage: Array.from({ length: 2_501 }, () => asked()) }, /usage/],
  ])('with %s is refused in words, and nothing of it is kept', async (_, over, message) => {
    const { status, message: said } = await gateway().report({ usage: [asked()], ...over });
    expect(status).toBe(400);
    expect(said).toMatch(message);
    expect(await department.em().count(GatewayProcess)).toBe(0);
    expect(await department.em().count(UsageHour)).toBe(0);
    expect(await department.em().count(UsedDocument)).toBe(0);
  });

  it('under the name of another gateway’s process is refused', async () => {
    await gateway(ONE, 'mine').report({});
    expect(await gateway(TWO, 'mine').report({ number: 2, usage: [asked()] })).toMatchObject({ status: 403 });
    expect(await department.em().count(UsageHour)).toBe(0);
  });

  it.each([
    ['no JSON', '{', 'application/json', 400],
    ['another kind of content', '{}', 'text/plain', 415],
    ['four mebibytes and more', `"${'x'.repeat(4 * 1024 * 1024)}"`, 'application/json', 413],
  ])('that is %s is refused', async (_, body, type, status) => {
    const headers = { authorization: `Bearer ${Buffer.from(ONE).toString('base64url')}`, 'content-type': type };
    const response = await fetch(`${control.url}/report`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it('with ever new documents does not grow the tables: beyond the bound an app’s are counted together', async () => {
    const usage = ['a', 'b', 'c', 'd'].map((letter) =>
      asked({ digest: digest(letter), coordinates: [`Query.${letter}`] }),
    );
    await addUsage(department.em(), usage, now, { all: 2, each: 2 });
    await addUsage(department.em(), usage, now, { all: 2, each: 2 });
    expect(await department.em().count(UsedDocument)).toBe(3);
    expect(await department.em().findOneOrFail(UsageDay, { digest: overflowOf('app-lender') })).toMatchObject({
      count: 12,
    });
    // What they name is still known: whoever would break it is told.
    expect(await department.em().count(UsedCoordinate, { digest: overflowOf('app-lender') })).toBe(2);
  });

  it('as large as a gateway makes it is taken by few statements: a gateway waits five seconds for it', async () => {
    const usage = Array.from({ length: 2_500 }, (_, index) =>
      asked({ digest: index.toString(16).padStart(64, '0'), coordinates: [`Query.a${index}`, 'Query.me'] }),
    );
    const statements = await department.statements(async () => {
      expect(await gateway().report({ usage })).toEqual({ status: 204, message: null });
    });
    expect(await department.em().count(UsageDay)).toBe(2_500);
    expect(statements).toBeLessThan(30);
  });

  it('tells since when a graph is missing there, until it is not', async () => {
    const one = gateway();
    const missing = async (...digests: string[]) => {
      const reasons = Object.fromEntries(digests.map((each) => [each, 'HTTP 503']));
      await one.report({ serving: { ...NOTHING_SERVED, missing: reasons } });
      const [process] = await department.em().find(GatewayProcess, {});
      return process?.missingSince;
    };
    const wait = (seconds: number) => department.clock.set(new Date(now.getTime() + seconds * 1_000));
    const [a, b] = [digest('a'), digest('b')];
    expect(await missing(a)).toEqual({ [a]: now.toISOString() });
    wait(5);
    expect(await missing(a, b)).toEqual({ [a]: now.toISOString(), [b]: department.clock.now().toISOString() });
    expect(await missing(b)).toEqual({ [b]: department.clock.now().toISOString() });
    wait(10);
    expect(await missing(a)).toEqual({ [a]: department.clock.now().toISOString() });
  });

  it('tells what is served', async () => {
    await gateway().report({
      serving: { ...NOTHING_SERVED, graphs: 7, refused: { [digest('e')]: 'x'.repeat(2_000) } },
    });
    const [process] = await department.em().find(GatewayProcess, {});
    expect(process?.serving).toMatchObject({ graphs: 7, refused: { [digest('e')]: 'x'.repeat(1_000) } });
  });
});
