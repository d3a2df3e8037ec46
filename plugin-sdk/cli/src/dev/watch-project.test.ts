import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Changes, watchProject } from './watch-project.ts';

let root: string;
let stop: AbortController;
let told: Changes[];
let faults: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'citygraph-watch-'));
  for (const folder of ['manifests', 'schemas', 'aqi', 'other']) await mkdir(join(root, folder));
  await writeFile(join(root, 'manifests/aqi.yaml'), 'a');
  await writeFile(join(root, 'schemas/aqi.graphql'), 'a');
  stop = new AbortController();
  told = [];
  faults = [];
});
afterEach(async () => {
  stop.abort();
  await rm(root, { recursive: true });
});

const watching = (code: readonly string[]) =>
  watchProject({
    declared: ['manifests/aqi.yaml', 'manifests/names.json', 'schemas/aqi.graphql'].map((file) => join(root, file)),
    code: code.map((folder) => join(root, folder)),
    signal: stop.signal,
    changed: (changes) => told.push(changes),
    failed: (reason) => faults.push(reason),
  });

/** Writes until it was heard: a watch is not there in the moment in which it is asked for. */
async function heard(write: () => Promise<void>): Promise<Changes | undefined> {
  told = [];
  for (let tries = 0; told.length === 0 && tries < 100; tries += 1) {
    await write();
    await pause(200);
  }
  return told[0];
}

/** Until nothing more is told of what was done before. */
async function quiet(): Promise<void> {
  for (let count = -1; count !== told.length; await pause(200)) count = told.length;
}

describe('a plugin that is worked on', () => {
  it('is followed where its manifest and its document are, under whatever name', async () => {
    watching([]);
    expect(await heard(() => writeFile(join(root, 'manifests/aqi.yaml'), 'b'))).toEqual({ schema: true });
    expect(
      await heard(async () => {
        await writeFile(join(root, 'schemas/.aqi.swp'), 'b');
        await rename(join(root, 'schemas/.aqi.swp'), join(root, 'schemas/aqi.graphql'));
      }),
    ).toEqual({ schema: true });
  });

  it('is followed in the folders of code that are named, and in no other', async () => {
    expect(watching(['aqi', 'nowhere'])).toEqual([join(root, 'aqi')]);
    await writeFile(join(root, 'other/main.py'), 'b');
    expect(await heard(() => writeFile(join(root, 'aqi/main.py'), 'b'))).toEqual({ schema: false });
  });

  it('is followed in a folder of code that was replaced, and in one that comes later', async () => {
    watching(['aqi', 'dist']);
    expect(await heard(() => writeFile(join(root, 'aqi/main.py'), 'b'))).toEqual({ schema: false });
    for (const folder of ['aqi', 'dist', 'dist']) {
      await rm(join(root, folder), { recursive: true, force: true });
      await mkdir(join(root, folder));
      await quiet();
      expect(await heard(() => writeFile(join(root, folder, 'main.py'), 'c'))).toEqual({ schema: false });
    }
    await rename(join(root, 'aqi'), join(root, 'was'));
    await mkdir(join(root, 'aqi/deep'), { recursive: true });
    await quiet();
    expect(await heard(() => writeFile(join(root, 'aqi/deep/main.py'), 'd'))).toEqual({ schema: false });
    expect(faults).toEqual([]);
  });

  it('is followed in a file that is declared and comes later', async () => {
    watching([]);
    expect(await heard(() => writeFile(join(root, 'manifests/names.json'), '{}'))).toEqual({ schema: true });
  });
});
