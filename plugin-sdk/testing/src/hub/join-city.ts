import { type AdmissionFinding, createAdmission } from '@citygraph/admission';
import { createComposerThread, type SubgraphSource } from '@citygraph/composition';
import type { PluginManifest } from '@citygraph/contract';
import type { CitySchema } from '../city/city-schema.ts';

/** A plugin's document as it joins the city. */
export interface Joining {
  readonly manifest: PluginManifest;
  readonly sdl: string;
  /** What findings call the document; null: they name no file. */
  readonly file: string | null;
}

export interface Joined {
  /** No rule of the hub is broken. */
  readonly admitted: boolean;
  /** The city with the plugin in it; null: it does not compose. */
  readonly supergraphSdl: string | null;
  readonly findings: readonly AdmissionFinding[];
  readonly ms: number;
}

/** Composes plugins into one city, judged by the hub's own rules; the city alone is composed once. */
export interface CityComposer {
  join(joining: Joining): Promise<Joined>;
  close(): Promise<void>;
}

/** Developers' machines are busy; ms. */
const DEADLINE_MS = 60_000;

/** Addresses are judged when a release is published: here the plugin is on this machine. */
const SOMEWHERE = 'https://plugin.example.com/graphql';

export function createCityComposer(
  { subgraphs, supergraphSdl: composed }: CitySchema,
  { claims }: { readonly claims: readonly string[] },
): CityComposer {
  const thread = createComposerThread();
  const admission = createAdmission({
    deadlineMs: DEADLINE_MS,
    async compose(wanted, deadlineMs) {
      const isCityAlone = composed !== undefined && isSame(wanted, subgraphs);
      return isCityAlone ? { supergraphSdl: composed, hints: [], errors: [] } : thread.compose(wanted, deadlineMs);
    },
  });
  return {
    async join({ manifest, sdl, file }) {
      const started = performance.now();
      const base = subgraphs
        .filter(({ name }) => name !== manifest.subgraph)
        .map(({ name, sdl: own }) => ({ name, url: `http://${name}.invalid`, sdl: own }));
      const { permissions } = manifest;
      const { admitted, supergraphSdl, findings } = await admission.judge(
        {
          base,
          plugin: { name: manifest.subgraph, url: SOMEWHERE, sdl },
          namespace: manifest.namespace,
          claims,
          manifest: {
            data: permissions.data.map(({ coordinate }) => coordinate),
            ...(permissions.persons && { persons: permissions.persons }),
          },
          mintable: permissions.mints ?? [],
        },
        { file },
      );
      return { admitted, supergraphSdl, findings, ms: performance.now() - started };
    },
    async close() {
      await admission.close();
      await thread.close();
    },
  };
}

const isSame = (wanted: readonly SubgraphSource[], subgraphs: CitySchema['subgraphs']): boolean =>
  wanted.length === subgraphs.length && subgraphs.every(({ name, sdl }, at) => wanted[at]?.name === name && wanted[at]?.sdl === sdl);

/** A finding as a compiler says it: file, line and column, the rule, what is wrong, and what to do. */
export function sayFinding({ file, line, column, rule, message, fix }: AdmissionFinding): string {
  const place = line === null ? (file ?? '') : `${file ?? 'schema'}:${line}:${column ?? 1}`;
  return `${place}${place ? ' ' : ''}${rule} ${message} ${fix}`;
}
