import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('belongs to one hub at a time', () => {
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`Another hub runs with its data in ${folder}: stop that one`);
    release();
    lockFolder(folder)();
  });
});
