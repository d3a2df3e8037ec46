import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDocumentStore } from './document-store.ts';

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-store-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

const digest = (number: number) => number.toString(16).padStart(64, '0');

describe('the folder of last good documents', () => {
  it('gives back what it was given, and null of what it was not', async () => {
    const store = await openDocumentStore(folder);
    expect([await store.keyset(), await store.artefact(digest(1)), await store.policy()]).toEqual([null, null, null]);
    await store.keepKeyset(1, { one: 1 });
    await store.keepKeyset(2, { two: 2 });
    await store.keepArtefact(digest(1), { a: 1 });
    const again = await openDocumentStore(folder);
    expect([await again.keyset(), await again.keysetBefore(), await again.artefact(digest(1))]).toEqual([
      { two: 2 },
      { one: 1 },
      { a: 1 },
    ]);
  });

  it('never goes back, whoever writes last: processes of one gateway share it', async () => {
    const [one, other] = [await openDocumentStore(folder), await openDocumentStore(folder)];
    await one.keepKeyset(2, { keyset: 2 });
    await Promise.all([
      one.keepPolicy(6, { policy: 6 }, new Map(), new Set()),
      other.keepPolicy(5, { policy: 5 }, new Map(), new Set()),
    ]);
    await other.keepPolicy(4, { policy: 4 }, new Map(), new Set());
    await other.keepKeyset(1, { keyset: 1 });
    await one.keepGraphSet(9, { set: 9 }, [], null);
    await other.keepGraphSet(8, { set: 8 }, [], null);
    const again = await openDocumentStore(folder);
    expect([await again.policy(), await again.keyset(), await again.keysetBefore()]).toEqual([
      { policy: 6 },
      { keyset: 2 },
      { keyset: 1 },
    ]);
    expect(await again.graphSets()).toEqual([9, 8]);
    expect(await readdir(join(folder, 'policies'))).toEqual(['6.json']);
  });

  it('keeps the same policy as it was signed anew', async () => {
    const store = await openDocumentStore(folder);
    await store.keepPolicy(5, { signedBy: 'old' }, new Map(), new Set());
    await store.keepPolicy(5, { signedBy: 'new' }, new Map(), new Set());
    expect(await store.policy()).toEqual({ signedBy: 'new' });
  });

  it('keeps ten sets, the artefacts of the newest, and the ten that were served last besides', async () => {
    const store = await openDocumentStore(folder);
    await store.keepArtefact(digest(0), {});
    for (let number = 1; number <= 14; number += 1) {
      await store.keepArtefact(digest(number), {});
      await store.keepGraphSet(number, { number }, [digest(0), digest(number)], digest(0));
      // Files of one millisecond have no order.
      await utimes(join(folder, 'artefacts', `${digest(number)}.json`), number, number);
    }
    expect(await store.graphSets()).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
    const kept = (await readdir(join(folder, 'artefacts'))).sort();
    expect(kept).toEqual([0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((number) => `${digest(number)}.json`));
  });

  it('keeps the stable graph that was before, however many sandboxes come after it', async () => {
    const store = await openDocumentStore(folder);
    const serves = async (sequence: number, stable: number, sandbox: number) => {
      for (const each of [stable, sandbox]) await store.keepArtefact(digest(each), {});
      await store.keepGraphSet(sequence, {}, [digest(stable), digest(sandbox)], digest(stable));
      await utimes(join(folder, 'artefacts', `${digest(sandbox)}.json`), sequence, sequence);
      await utimes(join(folder, 'artefacts', `${digest(stable)}.json`), 1, 1);
    };
    await serves(1, 1, 101);
    for (let sequence = 2; sequence <= 20; sequence += 1) await serves(sequence, 2, 100 + sequence);
    expect(await store.artefact(digest(1))).toEqual({});
    expect(await store.artefact(digest(101))).toBeNull();
  });

  it('says of a torn file that it is one', async () => {
    const store = await openDocumentStore(folder);
    await writeFile(join(folder, 'artefacts', `${digest(1)}.json`), '{"a":');
    await expect(store.artefact(digest(1))).rejects.toThrow('it was torn or edited');
  });

  it('takes nothing for a document that somebody did not finish, and sweeps it away after a while', async () => {
    const unfinished = join(folder, 'graph-sets', '7.json.1234.new');
    await (await openDocumentStore(folder)).keepGraphSet(6, {}, [], null);
    await writeFile(unfinished, '{');
    const store = await openDocumentStore(folder);
    expect(await store.graphSets()).toEqual([6]);
    expect(await readdir(join(folder, 'graph-sets'))).toHaveLength(2);
    await utimes(unfinished, 1, 1);
    await openDocumentStore(folder);
    expect(await readdir(join(folder, 'graph-sets'))).toEqual(['6.json']);
  });

  it('that cannot be used stops the start with its setting', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDocumentStore(join(folder, 'file'))).rejects.toThrow(StartError);
  });
});
