import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { keepFile, UNFINISHED } from '../../sources/keep-file.ts';

/** What was taken of a registry, on disk as it was signed: whoever reads it verifies it anew. */
export interface DocumentStore {
  keyset(): Promise<unknown>;
  /** The one before: what it let in may not be signed anew yet. */
  keysetBefore(): Promise<unknown>;
  /** Numbers of the graph sets that are kept, newest first. */
  graphSets(): Promise<number[]>;
  graphSet(sequence: number): Promise<unknown>;
  artefact(digest: string): Promise<unknown>;
  policy(): Promise<unknown>;
  /** Some subjects' consents, as the policy names them. */
  consents(digest: string): Promise<unknown>;
  keepKeyset(document: unknown): Promise<void>;
  keepArtefact(digest: string, document: unknown): Promise<void>;
  /** Keeps it with the consents that came with it, by digest; those that it does not name are dropped. */
  keepPolicy(document: unknown, came: ReadonlyMap<string, unknown>, named: ReadonlySet<string>): Promise<void>;
  /** Keeps it, and drops what is older than the last ten; artefacts that it names stay whatever their age. */
  keepGraphSet(sequence: number, document: unknown, named: readonly string[]): Promise<void>;
}

const KEPT = 10;
/** A writer that is still at it is left alone; ms. */
const ABANDONED_MS = 60_000;

/** One folder for one gateway; its processes share it, since a name always has the same content. Reading what is not there answers null. */
export async function openDocumentStore(folder: string): Promise<DocumentStore> {
  const sets = join(folder, 'graph-sets');
  const artefacts = join(folder, 'artefacts');
  const consents = join(folder, 'consents');
  try {
    for (const each of [sets, artefacts, consents]) await mkdir(each, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(`The folder that the setting registry.folder names cannot be used: ${String(error)}`);
  }
  for (const each of [folder, sets, artefacts, consents]) await sweep(each);
  const keysetFile = join(folder, 'keyset.json');
  const beforeFile = join(folder, 'keyset-before.json');
  const artefactFile = (digest: string) => join(artefacts, `${digest}.json`);
  const consentsFile = (digest: string) => join(consents, `${digest}.json`);
  const setFile = (sequence: number) => join(sets, `${sequence}.json`);

  const numbers = async (): Promise<number[]> =>
    (await readdir(sets))
      .flatMap((name) => /^([1-9]\d{0,15})\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => other - one);

  const dropOld = async (named: ReadonlySet<string>): Promise<void> => {
    for (const old of (await numbers()).slice(KEPT)) await rm(setFile(old), { force: true });
    const others: { digest: string; keptAt: number }[] = [];
    for (const name of await readdir(artefacts)) {
      const digest = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
      if (digest === undefined || named.has(digest)) continue;
      others.push({ digest, keptAt: await keptAt(artefactFile(digest)) });
    }
    others.sort((one, other) => other.keptAt - one.keptAt);
    for (const { digest } of others.slice(KEPT)) await rm(artefactFile(digest), { force: true });
  };

  return {
    keyset: () => read(keysetFile),
    keysetBefore: () => read(beforeFile),
    policy: () => read(join(folder, 'policy.json')),
    consents: (digest) => read(consentsFile(digest)),
    graphSets: numbers,
    graphSet: (sequence) => read(setFile(sequence)),
    artefact: (digest) => read(artefactFile(digest)),
    async keepKeyset(document) {
      const old = await read(keysetFile).catch(() => null);
      if (old !== null) await keepFile(beforeFile, JSON.stringify(old));
      await keepFile(keysetFile, JSON.stringify(document));
    },
    async keepPolicy(document, came, named) {
      for (const [digest, shard] of came) await keepFile(consentsFile(digest), JSON.stringify(shard));
      await keepFile(join(folder, 'policy.json'), JSON.stringify(document));
      for (const name of await readdir(consents)) {
        const digest = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
        if (digest === undefined || named.has(digest)) continue;
        // Another process of the gateway may have taken a newer policy a moment ago.
        if ((await keptAt(consentsFile(digest))) < Date.now() - ABANDONED_MS)
          await rm(consentsFile(digest), { force: true });
      }
    },
    keepArtefact: (digest, document) => keepFile(artefactFile(digest), JSON.stringify(document)),
    async keepGraphSet(sequence, document, named) {
      await keepFile(setFile(sequence), JSON.stringify(document));
      const now = new Date();
      // What is served now is what was served last once something else is.
      for (const digest of named) await utimes(artefactFile(digest), now, now).catch(() => {});
      await dropOld(new Set(named));
    },
  };
}

/** null: there is none. Throws an Error when it is there and cannot be read. */
async function read(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON: it was torn or edited');
  }
}

const keptAt = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (name.endsWith(UNFINISHED) && (await keptAt(file)) < Date.now() - ABANDONED_MS) await rm(file, { force: true });
  }
}
