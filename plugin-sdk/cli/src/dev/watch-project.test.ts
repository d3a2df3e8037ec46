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
    declared: ['manifests/aqi.yaml', 'schemas/aqi.graphql'].map((file) => join(root, file)),
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
});
