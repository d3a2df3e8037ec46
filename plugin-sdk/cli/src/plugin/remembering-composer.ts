import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compose } from '@citygraph/admission';
import type { Composition, SubgraphSource } from '@citygraph/composition';
import { CommandError } from '../command-error.ts';
import { readFileIfThere } from '../settings/read-file.ts';
import { writeFileWhole } from '../settings/write-file.ts';

export interface RememberingComposer {
  readonly compose: Compose;
  close(): Promise<void>;
}

const FILE = /^city-[0-9a-f]{64}\.json$/;

/**
 * Composes with both composers at once, and keeps what the city alone makes in a folder: it is half of a check's time, and the same until the next `schema fetch`. Where nothing can be
 * kept, it is only slower.
 * @param isCity whether these subgraphs are the city's alone
 * @param version of this command: another one composes anew
 */
export async function createRememberingComposer(
  folder: string,
  isCity: (subgraphs: readonly SubgraphSource[]) => boolean,
  version: string,
): Promise<RememberingComposer> {
  const { createComposerPair } = await import('@citygraph/composition');
  const pair = createComposerPair();
  return {
    async compose(subgraphs, deadlineMs) {
      if (!isCity(subgraphs)) return pair.compose(subgraphs, deadlineMs);
      const name = `city-${digestOf(subgraphs, version)}.json`;
      const kept = await read(join(folder, name));
      if (kept !== null) return kept;
      const composed = await pair.compose(subgraphs, deadlineMs);
      if (composed.supergraphSdl !== null) await keep(folder, name, composed);
      return composed;
    },
    close: () => pair.close(),
  };
}

function digestOf(subgraphs: readonly SubgraphSource[], version: string): string {
  const hash = createHash('sha256').update(version);
  for (const { name, url, sdl } of subgraphs) hash.update(JSON.stringify([name, url, sdl]));
  return hash.digest('hex');
}

async function read(path: string): Promise<Composition | null> {
  try {
    const said: Partial<Composition> | null = JSON.parse((await readFileIfThere(path)) ?? 'null');
    return typeof said?.supergraphSdl === 'string' && Array.isArray(said.errors) && Array.isArray(said.hints)
      ? (said as Composition)
      : null;
  } catch {
    return null;
  }
}

async function keep(folder: string, name: string, composed: Composition): Promise<void> {
  try {
    await writeFileWhole(join(folder, name), JSON.stringify(composed));
    const others = (await readdir(folder)).filter((file) => FILE.test(file) && file !== name);
    await Promise.all(others.map((file) => rm(join(folder, file), { force: true })));
  } catch (error) {
    if (!(error instanceof CommandError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}
