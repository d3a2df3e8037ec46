import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lockFolder, usableFolder } from './data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'citygraph-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  it('is made where there is none, for its owner only', () => {
    const deep = join(folder, 'a/b');
    usableFolder(deep);
    usableFolder(deep);
    expect(statSync(deep).mode & 0o777).toBe(0o700);
  });

  it('is named when it is a file, lies in one, or cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => usableFolder(file)).toThrow(`${file} cannot be the data folder (ENOTDIR): give another with --data`);
    expect(() => usableFolder(join(file, 'x'))).toThrow(/cannot be the data folder \(ENOTDIR\)/);
    expect(() => usableFolder('/proc/citygraph')).toThrow(/\/proc\/citygraph cannot be the data folder/);
  });

  it('is free again when the process that held it was killed', async () => {
    const source = JSON.stringify(fileURLToPath(new URL('./data-folder.ts', import.meta.url)));
    const script = `import { lockFolder } from ${source}; globalThis.release = lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--conditions=@citygraph/source', '--input-type=module', '--eval', script], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    expect(() => lockFolder(folder)).toThrow(`Another hub runs with its data in ${folder}`);
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    lockFolder(folder)();
  });

  it('with a lock that is none says which file to remove', () => {
    const broken = join(folder, 'broken');
    usableFolder(broken);
    writeFileSync(join(broken, 'lock.sqlite'), 'no database at all, but long enough to be looked at '.repeat(40));
    expect(() => lockFolder(broken)).toThrow(`The lock ${join(broken, 'lock.sqlite')} cannot be taken`);
  });

  it('belongs to one hub at a time', () => {
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`Another hub runs with its data in ${folder}: stop that one`);
    release();
    lockFolder(folder)();
  });
});
