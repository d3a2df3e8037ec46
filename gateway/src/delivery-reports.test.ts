import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeliveredHub, eventually, openDeliveredHub, type RunningGateway } from './testing/delivered-hub.ts';
import { OWN } from './testing/test-policy.ts';

let hub: DeliveredHub;
let running: RunningGateway;
beforeAll(async () => {
  hub = await openDeliveredHub();
  running = await hub.start();
}, 120_000);
afterAll(() => hub.close());

const digest = (index: number) => hub.graphs[index]?.digest ?? '';
const QUERY = 'query Told { air_told }';
const reported = () => hub.registry.reports;
const calls = (release: string) =>
  reported()
    .flatMap(({ plugins }) => plugins)
    .filter((plugin) => plugin.release.startsWith(release))
    .reduce((sum, plugin) => sum + plugin.calls, 0);
const used = () => reported().flatMap(({ usage }) => usage);

describe('what a gateway tells its registry', () => {
  it('is what it serves', async () => {
    await eventually(() => reported().length > 1);
    expect(reported()[0]?.serving).toEqual(running.delivery.serving());
    hub.publishGraphs({ stable: digest(1), sandbox: digest(2) });
    await eventually(() => {
      const { stable, sandbox } = reported().at(-1)?.serving ?? {};
      return stable === digest(1) && sandbox === digest(2);
    });
  });

  it('is how each release answers, and which app asked for what', async () => {
    for (let times = 0; times < 3; times += 1) {
      await running.ask(QUERY, { authorization: 'Bearer ada:explorer' });
    }
    await running.ask(QUERY);
    await running.ask('{ __typename }');
    await running.ask('{ nonsense }');
    await eventually(() => calls('two') === 4 && used().reduce((sum, { count }) => sum + count, 0) >= 4);
    const expected = { digest: hash('sha256', QUERY, 'hex'), operationName: 'Told', coordinates: ['Query.air_told'] };
    const told = used().filter(({ operationName }) => operationName === 'Told');
    expect(told.every((one) => one.digest === expected.digest)).toBe(true);
    expect(told[0]).toMatchObject(expected);
    const counts = (app: string | null) =>
      told.filter((one) => one.app === app).reduce((sum, { count }) => sum + count, 0);
    expect([counts('explorer'), counts(null)]).toEqual([3, 1]);
  });

  it('waits for a registry that is away, and then is told once', async () => {
    await hub.registry.down();
    await running.ask(QUERY);
    expect((await running.ask(QUERY)).data).toEqual({ air_told: 'two' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await hub.registry.up();
    await eventually(() => calls('two') === 6);
    const numbers = reported().map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('names a release that fails', async () => {
    await hub.plugins[1]?.close();
    await running.ask(QUERY);
    await eventually(() =>
      reported().some(({ plugins }) => plugins.some(({ failures }) => (failures.PLUGIN_UNAVAILABLE ?? 0) > 0)),
    );
  });
});

describe('an app that has not subscribed', () => {
  it('is served in the sandbox: who builds an app tries what it has not subscribed to', async () => {
    hub.publishPolicy({ apps: { explorer: { ...OWN, subscriptions: [] } } });
    const version = running.delivery.serving().policy;
    await eventually(() => running.delivery.serving().policy > version);
    const ada = { authorization: 'Bearer ada:explorer:developer' };
    expect((await running.ask(QUERY, ada)).errors?.[0]?.extensions.code).toBe('NOT_SUBSCRIBED');
    const inSandbox = await running.ask(QUERY, { ...ada, 'citygraph-channel': 'sandbox' });
    expect(inSandbox.data).toEqual({ air_told: 'three' });
  });

  it('counts nothing as asked that was refused: whoever may not see a field loses nothing by its end', async () => {
    const both = 'query Refused { name air_told }';
    const ada = { authorization: 'Bearer ada:explorer:developer' };
    expect(await running.ask(both, ada)).toMatchObject({ errors: [{ extensions: { code: 'NOT_SUBSCRIBED' } }] });
    await eventually(() => used().some(({ operationName }) => operationName === 'Refused'));
    const told = used().filter(({ operationName }) => operationName === 'Refused');
    expect(told.map(({ coordinates, count, errors }) => ({ coordinates, count, errors }))).toEqual([
      { coordinates: ['Query.name'], count: 1, errors: 1 },
    ]);
    expect(told[0]?.digest).not.toBe(hash('sha256', both, 'hex'));
  });
});
