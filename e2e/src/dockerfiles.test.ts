import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUSE } from './hub-client.ts';
import { layOutImage } from './lay-out-image.ts';

const run = promisify(execFile);
const SOURCE = '--conditions=@citygraph/source';
const CREATE = join(HOUSE, 'plugin-sdk/create/src/launch.ts');
const PARKING = join(HOUSE, 'plugin-sdk/create/src/testing/parking.openapi.yaml');

let desk: string;
beforeAll(async () => {
  desk = await mkdtemp(join(tmpdir(), 'citygraph-images-'));
});
afterAll(() => rm(desk, { recursive: true }));

/** As `npm create` writes it, or as it lies in `examples/plugins`; with the lock file that `npm install` writes. */
async function contextOf(name: string, flags: readonly string[] | null): Promise<string> {
  const context = join(desk, name);
  if (flags === null) await cp(join(HOUSE, 'examples/plugins', name), context, { recursive: true });
  else
    await run(process.execPath, [SOURCE, '--no-warnings', CREATE, name, ...flags, '--yes', '--no-install'], {
      cwd: desk,
    });
  await writeFile(join(context, 'package-lock.json'), '{}');
  return context;
}

describe('an image, laid out without Docker', () => {
  it.each<[string, readonly string[] | null]>([
    ['my-entity', ['--template', 'entity']],
    ['my-standalone', ['--template', 'standalone']],
    ['my-rest', ['--openapi', PARKING]],
    ['satellite', null],
    ['iov', null],
  ])('of %s has all that its command needs, and is healthy while that runs', async (name, flags) => {
    const { folder, env, command, health, runs } = await layOutImage(
      await contextOf(name, flags),
      join(desk, `${name}-image`),
    );
    expect(runs).toEqual([expect.stringMatching(/^npm ci --omit=dev /)]);
    await symlink(join(HOUSE, 'node_modules'), join(folder, 'node_modules'));
    const inside = {
      PATH: process.env.PATH,
      ...env,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      CITYGRAPH_UNVERIFIED: '1',
      // Packages as this checkout has them.
      NODE_OPTIONS: `${SOURCE} --no-warnings`,
    };
    const [program, ...argv] = command;
    expect([program, health?.[0]]).toEqual(['node', 'node']);
    const check = () => run(process.execPath, health?.slice(1) ?? [], { env: inside });
    const server = spawn(process.execPath, argv, { cwd: folder, env: inside, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      await saysServing(server);
      await check();
    } finally {
      if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
    }
    await expect(check()).rejects.toMatchObject({ code: 1 });
  });

  it('of the plugin in Python has all that it copies, and the package that its command names', async () => {
    const context = join(HOUSE, 'examples/plugins/air-quality-python');
    const { folder, command } = await layOutImage(context, join(desk, 'python-image'));
    expect(command).toEqual(['python', '-m', 'air_quality']);
    expect(existsSync(join(folder, 'air_quality/__main__.py'))).toBe(true);
  });

  it.each([
    ['COPY package.json nowhere ./', /there is no nowhere/],
    ['COPY test ./', /\.dockerignore keeps test out/],
    ['VOLUME /data', /VOLUME is an instruction that no test knows/],
  ])('is refused for %s', async (line, message) => {
    const context = join(desk, 'refused');
    await mkdir(join(context, 'test'), { recursive: true });
    await writeFile(join(context, 'package.json'), '{}');
    await writeFile(join(context, '.dockerignore'), 'test\n');
    await writeFile(join(context, 'Dockerfile'), `FROM node:24-slim\nWORKDIR /plugin\n${line}\n`);
    await expect(layOutImage(context, join(desk, 'refused-image'))).rejects.toThrow(message);
  });
});

async function saysServing(server: ReturnType<typeof spawn>): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (chunk) => {
        said += chunk;
        if (said.includes('"event":"serving"')) resolve();
      });
    }
    server.once('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
  });
}
