import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunPluginOptions, runPlugin } from './run-plugin.ts';

const SERVES = `import { createServer } from 'node:http';
createServer((_, res) => res.end(JSON.stringify(process.env))).listen(Number(process.env.PORT), process.env.HOST, () => {
  process.stderr.write(JSON.stringify({ event: 'serving' }) + '\\n');
});`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a plugin in a process of its own', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'citygraph-plugins-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  const run = async (name: string, main: string, more: Partial<RunPluginOptions> = {}) => {
    const folder = join(root, name);
    await mkdir(join(folder, 'src'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'src/main.ts'), main);
    const failures: string[] = [];
    const port = await freePort();
    const options = { folder, port, hub: 'http://localhost:1', hopKeys: 'a.1=secret' };
    const plugin = runPlugin({ ...options, onFailure: (why) => failures.push(why), ...more });
    await plugin.listens;
    return { plugin, failures, port };
  };

  it('listens where it is told, and knows of its hub and nothing else of ours', async () => {
    const { plugin, failures, port } = await run('serves', SERVES);
    const told = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Record<string, string>;
    const { CITYGRAPH_HUB, CITYGRAPH_HOP_KEYS, HOST, PATH, HOME } = told;
    expect({ CITYGRAPH_HUB, CITYGRAPH_HOP_KEYS, HOST, PATH, HOME }).toEqual({
      CITYGRAPH_HUB: 'http://localhost:1',
      CITYGRAPH_HOP_KEYS: 'a.1=secret',
      HOST: '127.0.0.1',
    });
    await plugin.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(failures).toEqual([]);
  });

  it('says in one line why it ended', async () => {
    const { plugin, failures } = await run('fails', `throw new Error('The feed is gone.');`);
    expect(failures).toEqual(['it ended with 1: Error: The feed is gone.']);
    await plugin.close();
  });

  it('is started again when it dies, and is closed as the first time', async () => {
    const pauses: number[] = [];
    let returned = (): void => {};
    const returns = new Promise<void>((resolve) => {
      returned = resolve;
    });
    const { plugin, failures, port } = await run(
      'dies',
      SERVES.replace('res.end(', 'res.setHeader("x-pid", String(process.pid)).end('),
      {
        pauseMs: (count) => {
          pauses.push(count);
          return 10;
        },
        onReturn: () => returned(),
      },
    );
    const pid = async () => Number((await fetch(`http://127.0.0.1:${port}/`)).headers.get('x-pid'));
    const first = await pid();
    process.kill(first, 'SIGKILL');
    await returns;
    expect(await pid()).not.toBe(first);
    expect([failures, pauses]).toEqual([['it ended with SIGKILL: it said nothing'], [1]]);
    await plugin.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(failures).toHaveLength(1);
  });

  it('that fails at once, and always, is started later and later, until it is closed', async () => {
    const pauses: number[] = [];
    let thrice = (): void => {};
    const failed = new Promise<void>((resolve) => {
      thrice = resolve;
    });
    const { plugin } = await run('never', `throw new Error('The feed is gone.');`, {
      onFailure: (_, againInMs) => {
        pauses.push(againInMs);
        if (pauses.length === 3) thrice();
      },
      pauseMs: (count) => (count < 3 ? count : 60_000),
    });
    await failed;
    await plugin.close();
    expect(pauses).toEqual([1, 2, 60_000]);
  });

  it('ends though it will not be told to', async () => {
    const { plugin, port } = await run('stays', `process.on('SIGTERM', () => {});\n${SERVES}`);
    await plugin.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
