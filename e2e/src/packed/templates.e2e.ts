import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { putFile, wordsOf } from '@citygraph/docs-site/first-field';
import { pageFiles } from '@citygraph/docs-site/page-files';
import { shellBlocks } from '@citygraph/docs-site/shell-blocks';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUSE } from '../hub-client.ts';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';

const OPENAPI = join(HOUSE, 'plugin-sdk/create/src/testing/parking.openapi.yaml');

let outsider: Outsider;
beforeAll(async () => {
  outsider = await openOutsider();
}, 300_000);
afterAll(() => outsider?.close());

/** What a newcomer does next; each must go well. */
async function proveScripts(folder: string, scripts: readonly string[]): Promise<void> {
  for (const script of scripts) {
    const { out, ms } = wentWell(await outsider.run('npm', ['run', script], folder));
    if (script === 'test') expect(out).toMatch(/pass [1-9]/);
    console.info(`${folder}: npm run ${script} ${ms} ms`);
  }
}

describe('npm create citygraph-plugin, in an empty folder', () => {
  it('makes a plugin whose types, tests and checks are right as they are', async () => {
    const flags = ['--template', 'entity', '--entity', 'AdminDivision', '--yes'];
    const created = wentWell(
      await outsider.run('npm', ['create', '--yes', 'citygraph-plugin@latest', 'aqi', '--', ...flags]),
    );
    console.info(`npm create, with npm install: ${created.ms} ms`);
    expect(created.out).toContain('cd aqi');
    const manifest = await readFile(join(outsider.folder, 'aqi/citygraph.yaml'), 'utf8');
    const [, completion = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(manifest) ?? [];
    expect(JSON.parse(await readFile(join(outsider.folder, 'aqi', completion), 'utf8')).title).toContain(
      'citygraph.yaml',
    );
    await proveScripts('aqi', ['types', 'test', 'check']);
  }, 240_000);

  it('has the types of the client that the pages show: an answer has the shape of one’s own document, and no other', async () => {
    for (const file of await pageFiles('apps/your-app.md')) await putFile(join(outsider.folder, 'aqi/src'), file);
    const asking = (field: string) => `import { askCity } from './ask-city.ts';
      const hub = 'https://hub.example';
      const { data, errors } = await askCity<{ adminDivision: { name: string } | null }>({ hub, appKey: 'k' }, '{ a }');
      const [said]: string[] = [errors[0]?.extensions?.code ?? data?.adminDivision?.${field} ?? ''];
      export const is: string | undefined = said;`;
    const file = join(outsider.folder, 'aqi/src/ask.ts');
    await writeFile(file, asking('name'));
    wentWell(await outsider.run('npm', ['run', 'types'], 'aqi'));
    await writeFile(file, asking('nmae'));
    const wrong = await outsider.run('npm', ['run', 'types'], 'aqi');
    expect([wrong.code === 0, wrong.out.match(/error TS\d+.*/g)]).toEqual([false, [expect.stringContaining('nmae')]]);
    await Promise.all(['ask.ts', 'ask-city.ts'].map((name) => rm(join(outsider.folder, 'aqi/src', name))));
  }, 120_000);

  it('leaves nothing when somebody presses Ctrl-C while packages are got', async () => {
    const before = await readdir(outsider.folder);
    for (const name of ['noise', 'more-noise', 'most-noise']) {
      const creating = outsider.start('npm', ['create', '--yes', 'citygraph-plugin@latest', name, '--', '--yes'], '.');
      await creating.says('Installing packages');
      await creating.interrupt();
      let left = await readdir(outsider.folder);
      const isInstalled = () => creating.output().includes('Next:');
      for (const until = Date.now() + 20_000; left.length > before.length && !isInstalled(); await sleep(100)) {
        if (Date.now() > until) throw new Error(`It left ${left.join(', ')}.`);
        left = await readdir(outsider.folder);
      }
      // npm had everything at hand and was done before the key was pressed: this proves nothing.
      if (isInstalled()) {
        await rm(join(outsider.folder, name), { recursive: true });
        continue;
      }
      expect(left).toEqual(before);
      return;
    }
    throw new Error('npm was faster than Ctrl-C three times.');
  }, 300_000);

  it('is in the city’s graph by npm run dev: a query mixes the city’s names and my numbers, and a change is there at once', async () => {
    const port = await freePort();
    const started = performance.now();
    const dev = outsider.start('npm', ['run', 'dev', '--', '--port', String(port)], 'aqi');
    await dev.says(`http://127.0.0.1:${port}`);
    console.info(`npm run dev: ready after ${Math.round(performance.now() - started)} ms`);
    const ask = async (field: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ adminDivision(code: "220104") { name ${field} } }` }),
      });
      return (await response.json()) as { data?: { adminDivision?: unknown }; errors?: unknown };
    };
    await dev.says('"event":"serving"');
    expect(await ask('aqi_reading { value }')).toEqual({
      data: { adminDivision: { name: '朝阳区', aqi_reading: { value: expect.any(Number) } } },
    });
    const schema = join(outsider.folder, 'aqi/schema.graphql');
    const written = await readFile(schema, 'utf8');
    const changed = performance.now();
    await writeFile(schema, written.replace('  "From 0 to 99."', '  "Its half."\n  half: Int\n  "From 0 to 99."'));
    await dev.says(/schema\.graphql is served[\s\S]*schema\.graphql is served/);
    console.info(`a changed schema.graphql: served after ${Math.round(performance.now() - changed)} ms`);
    await dev.says(/"event":"serving"[\s\S]*"event":"serving"/);
    expect(await ask('aqi_reading { half }')).toEqual({
      data: { adminDivision: { name: '朝阳区', aqi_reading: { half: null } } },
    });
    await writeFile(schema, written.replace('aqi_reading: ', 'aqi_reading: No'));
    await dev.says(/schema\.graphql:\d+:\d+ .*NoAqiReading/);
    await dev.says('is not served');
    expect(await ask('aqi_reading { value }')).toMatchObject({ data: { adminDivision: { name: '朝阳区' } } });
    await writeFile(schema, written);
    await dev.interrupt();
    await expect(ask('code')).rejects.toThrow();
  }, 240_000);

  it.each([
    ['standalone', ['--template', 'standalone']],
    ['rest', ['--openapi', OPENAPI]],
  ])(
    'makes one of template %s as well, with packages of its own',
    async (template, flags) => {
      const name = `my-${template}`;
      const create = ['create', '--yes', 'citygraph-plugin@latest', name, '--', ...flags, '--yes'];
      const created = wentWell(await outsider.run('npm', create));
      console.info(`npm create, with npm install: ${name} ${created.ms} ms`);
      await proveScripts(name, ['types', 'test', 'check']);
      const lock = await readFile(join(outsider.folder, name, 'package-lock.json'), 'utf8');
      expect(lock).not.toMatch(/"link": true|file:/);
    },
    300_000,
  );

  it('becomes one of classes with decorators by what their page says, built, tested and checked', async () => {
    const page = 'vendors/classes.md';
    const [begin = [], prove = []] = await shellBlocks(page);
    let folder = '.';
    const type = async (line: string): Promise<void> => {
      const [program = '', ...words] = wordsOf(line);
      if (program === 'cd') folder = words[0] ?? '';
      else {
        // The yes that a person types when npm asks whether it may fetch.
        const agreed = words[0] === 'create' ? ['create', '--yes', ...words.slice(1)] : words;
        const { ms, out } = wentWell(await outsider.run(program, agreed, folder));
        console.info(`${line.slice(0, 60)}: ${ms} ms`);
        if (line === 'npm test') expect(out).toMatch(/pass [1-9]/);
      }
    };
    for (const line of begin) await type(line);
    for (const file of await pageFiles(page)) await putFile(join(outsider.folder, folder), file);
    for (const line of prove) await type(line);
    const sdl = await readFile(join(outsider.folder, folder, 'schema.graphql'), 'utf8');
    expect(sdl).toContain('air_reading: AirReading');
  }, 300_000);
});
