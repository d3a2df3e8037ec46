import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { followText } from './follow-text.ts';

let folder: string;
let unfollow: () => void = () => {};
let texts: string[];
let failures: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-follow-'));
  texts = [];
  failures = [];
});
afterEach(async () => {
  unfollow();
  await rm(folder, { recursive: true });
});

const follow = (path: string, known: string) => {
  unfollow = followText({
    source: { what: 'policy', from: path },
    known: { text: known, etag: null },
    pollIntervalMs: 1_000,
    lookMs: 5,
    onText: (text) => texts.push(text),
    onFailure: (error) => failures.push(error),
  });
};
const until = async (done: () => boolean) => {
  while (!done()) await sleep(5);
};

describe('a file that is followed', () => {
  it('is read anew when a link above it points elsewhere, as a ConfigMap is changed', async () => {
    for (const [version, text] of [
      ['..one', 'first'],
      ['..two', 'second'],
    ] as const) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'bundle.json'), text);
    }
    await symlink('..one', join(folder, '..data'));
    const path = join(folder, 'bundle.json');
    await symlink(join('..data', 'bundle.json'), path);
    follow(path, 'first');
    await symlink('..two', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await until(() => texts.length > 0);
    expect(texts).toEqual(['second']);
  });

  it('is read once more when it was replaced between the first reading and the watch', async () => {
    const path = join(folder, 'bundle.json');
    await writeFile(path, 'second');
    follow(path, 'first');
    await until(() => texts.length > 0);
    expect(texts).toEqual(['second']);
  });

  it('is told of once for each text, and is not missed while it is away for a moment', async () => {
    const path = join(folder, 'bundle.json');
    await writeFile(path, 'first');
    follow(path, 'first');
    await rm(path);
    await sleep(30);
    await writeFile(`${path}.new`, 'second');
    await rename(`${path}.new`, path);
    await until(() => texts.length > 0);
    await sleep(30);
    expect(texts).toEqual(['second']);
  });
});
