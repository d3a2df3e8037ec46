import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOOPBACK, listeningAddresses } from './listening-addresses.ts';
import { type RunningHub, runHub, startHub } from './start-hub.ts';
import { tellStories } from './stories/tell-stories.ts';

describe('the embedded profile: SQLite and the stand-in', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub();
  }, 130_000);
  afterAll(() => hub?.close());

  tellStories(() => hub);

  it('prints the demo people and where to go', () => {
    expect(hub.output()).toContain(`${hub.origin}/graphql`);
    expect(hub.output()).toMatch(/parent {2,}\S{8,}/);
  });

  it('listens on loopback only', async () => {
    const addresses = await listeningAddresses(hub.pid);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    expect(addresses.filter((address) => !LOOPBACK.includes(address))).toEqual([]);
  });

  it("answers the README's question as the README says", async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const body = /-d '(\{[\s\S]+?\})'\n```/.exec(readme)?.[1] ?? '';
    const shown = /```jsonc\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const { text, errors } = await hub.ask(query, variables, { as: 'parent' });
    expect(errors).toEqual([]);
    const facts = shown.match(/"\w+": (?:"[^"]+"|\d+|true|false)/g) ?? [];
    expect(facts.length).toBeGreaterThan(7);
    expect(facts.filter((fact) => !text.includes(fact.replace(': ', ':')))).toEqual([]);
  });

  it('keeps its data: a second start is quick and seeds nothing', async () => {
    const document = '{ adminDivision(code: "220102") { name } me { id } }';
    const before = await hub.ask(document, {}, { as: 'parent' });
    expect(await hub.stop()).toBe(0);
    hub = await startHub({ dataDir: hub.dataDir, port: hub.port });
    expect((await hub.ask(document, {}, { as: 'parent' })).data).toEqual(before.data);
    expect(hub.output()).not.toContain('Seeding');
  }, 60_000);

  it('serves the others when one department cannot start', async () => {
    await hub.stop();
    await writeFile(
      join(hub.dataDir, 'health.sqlite'),
      'this is no database file, however long it may be '.repeat(100),
    );
    hub = await startHub({ dataDir: hub.dataDir, port: hub.port });
    expect(hub.output()).toContain('health is down');
    const answer = await hub.ask('{ adminDivision(code: "220102") { name hospitals { name } } }');
    expect(answer.data).toEqual({ adminDivision: { name: '南关区', hospitals: null } });
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['DEPARTMENT_UNAVAILABLE']);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN|sqlite/i);
  }, 60_000);
});

describe('a start that cannot be', () => {
  const failedStart = async (args: readonly string[]): Promise<{ code: unknown; output: string }> => {
    const { child, output } = runHub(args);
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output: output() };
  };

  it('names the flag when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, output } = await failedStart(['--port', String(port), '--data', '/nonexistent-never-made/x']);
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).toContain('--port');
    expect(output).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('names both cities when the folder holds another one', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    await writeFile(join(dataDir, 'city.json'), '{"seed":2016,"scale":0.001}');
    const { code, output } = await failedStart([
      '--port',
      String(await freePort()),
      '--data',
      dataDir,
      '--scale',
      '0.01',
    ]);
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `${dataDir} holds the city of --seed 2016 --scale 0.001, not of --seed 2016 --scale 0.01: leave the flags out, or give another folder with --data.`,
    );
    await rm(dataDir, { recursive: true });
  });

  it('names a wrong setting', async () => {
    const { code, output } = await failedStart(['--port', String(await freePort()), '--scale', 'huge']);
    expect(code).toBe(1);
    expect(output.trim()).toBe('--scale is "huge": give a number from 0.0002 to 0.05.');
  });
});
