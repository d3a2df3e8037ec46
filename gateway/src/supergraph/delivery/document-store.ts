import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { keepFile, UNFINISHED } from '../../sources/keep-file.ts';
import { openNumberedFiles, readJson } from './numbered-files.ts';

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
  keepKeyset(sequence: number, document: unknown): Promise<void>;
  keepArtefact(digest: string, document: unknown): Promise<void>;
  /** Keeps it with the consents that came with it, by digest; those that it does not name are dropped. */
  keepPolicy(
    version: number,
    document: unknown,
    came: ReadonlyMap<string, unknown>,
    named: ReadonlySet<string>,
  ): Promise<void>;
  /**
   * Keeps it, and drops what is older than the last ten; artefacts that it names stay whatever their age, and so do the last ones that were `stable` before, however many sandboxes came since: going
   * back needs them.
   */
  keepGraphSet(sequence: number, document: unknown, named: readonly string[], stable: string | null): Promise<void>;
}

const KEPT = 10;
/** A keyset is read with the one before it, and a policy alone. */
const KEYSETS = 2;
const POLICIES = 1;
/** Which graphs were stable: this one and those before. */
const STABLES = 4;
/** A writer that is still at it is left alone; ms. */
const ABANDONED_MS = 60_000;

/**
 * One folder for one gateway; its processes share it. A name always has the same content, or the same signed anew, and the highest number counts: what one process took late never
 * goes before what another has. Reading what is not there answers null.
 */
export async function openDocumentStore(folder: string): Promise<DocumentStore> {
  const at = (name: string) => join(folder, name);
  const [artefacts, consents] = [at('artefacts'), at('consents')];
  const opened = async () => {
    for (const each of [artefacts, consents]) await mkdir(each, { recursive: true, mode: 0o700 });
    return {
      sets: await openNumberedFiles(at('graph-sets'), KEPT),
      keysets: await openNumberedFiles(at('keysets'), KEYSETS),
      policies: await openNumberedFiles(at('policies'), POLICIES),
      stables: await openNumberedFiles(at('stables'), STABLES),
    };
  };
  const { sets, keysets, policies, stables } = await opened().catch((error: unknown) => {
    throw new StartError(`The folder that the setting registry.folder names cannot be used: ${String(error)}`);
  });
  for (const name of ['graph-sets', 'keysets', 'policies', 'stables', 'artefacts', 'consents']) await sweep(at(name));
  const artefactFile = (digest: string) => join(artefacts, `${digest}.json`);
  const consentsFile = (digest: string) => join(consents, `${digest}.json`);
  const newest = async (files: typeof sets, place: number): Promise<unknown> => {
    const number = (await files.numbers())[place];
    return number === undefined ? null : files.read(number);
  };

  /** Digests, the latest first. */
  const knownStables = async (): Promise<string[]> => {
    const known = await Promise.all((await stables.numbers()).map((number) => stables.read(number)));
    return known.flatMap((each) => (typeof each === 'string' ? [each] : []));
  };

  const dropOld = async (named: ReadonlySet<string>): Promise<void> => {
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
    keyset: () => newest(keysets, 0),
    keysetBefore: () => newest(keysets, 1),
    policy: () => newest(policies, 0),
    consents: (digest) => readJson(consentsFile(digest)),
    graphSets: sets.numbers,
    graphSet: sets.read,
    artefact: (digest) => readJson(artefactFile(digest)),
    keepKeyset: keysets.keep,
    async keepPolicy(version, document, came, named) {
      for (const [digest, shard] of came) await keepFile(consentsFile(digest), JSON.stringify(shard));
      await policies.keep(version, document);
      for (const name of await readdir(consents)) {
        const digest = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
        if (digest === undefined || named.has(digest)) continue;
        // Another process of the gateway may have taken a newer policy a moment ago.
        if ((await keptAt(consentsFile(digest))) < Date.now() - ABANDONED_MS)
          await rm(consentsFile(digest), { force: true });
      }
    },
    keepArtefact: (digest, document) => keepFile(artefactFile(digest), JSON.stringify(document)),
    async keepGraphSet(sequence, document, named, stable) {
      await sets.keep(sequence, document);
      if (stable !== null && (await knownStables())[0] !== stable) await stables.keep(sequence, stable);
      const now = new Date();
      // What is served now is what was served last once something else is.
      for (const digest of named) await utimes(artefactFile(digest), now, now).catch(() => {});
      await dropOld(new Set([...named, ...(await knownStables())]));
    },
  };
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
