import { type AdmissionFinding, createAdmission, requestOfManifest } from '@citygraph/admission';
import { type Composition, createComposerPair, type SubgraphSource } from '@citygraph/composition';
import { PLUGIN_SDL_HEAD, type PluginManifest, publishedSdl, StartError } from '@citygraph/contract';
import type { CitySchema, CitySubgraph } from '../city/city-schema.ts';
import { say } from '../words.ts';

/** A plugin's document as it joins the city. */
export interface Joining {
  readonly manifest: PluginManifest;
  /** With or without links. */
  readonly sdl: string;
  /** What findings call the document; null: they name no file. */
  readonly file: string | null;
  /** Granted names outside the namespace; left out: those that the composer began with. */
  readonly claims?: readonly string[];
}

export interface Joined {
  /** No rule of the hub is broken. */
  readonly admitted: boolean;
  /** The city with the plugin in it; null: it does not compose. */
  readonly supergraphSdl: string | null;
  /** The plugin's document as it is composed, with its labels; null: it cannot be read. */
  readonly composedSdl: string | null;
  readonly findings: readonly AdmissionFinding[];
  readonly ms: number;
}

/** Composes a plugin into a city that does not have it yet, judged by the hub's own rules; the city alone is composed once. */
export interface CityComposer {
  join(joining: Joining): Promise<Joined>;
  /** The city without anybody's plugin; rejects with a StartError when it does not compose. */
  alone(): Promise<string>;
  close(): Promise<void>;
}

/** Developers' machines are busy; ms. */
const DEADLINE_MS = 60_000;

/** Addresses are judged when a release is published: here the plugin is on this machine. */
const SOMEWHERE = 'https://plugin.example.com/graphql';

export function createCityComposer(
  { subgraphs, supergraphSdl: composed }: CitySchema,
  { claims: granted, previous }: { readonly claims: readonly string[]; readonly previous: CitySubgraph | null },
): CityComposer {
  const thread = createComposerPair();
  const base = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid`, sdl }));
  const compose = async (wanted: readonly SubgraphSource[], deadlineMs: number): Promise<Composition> => {
    const isCityAlone = composed !== undefined && wanted.length === base.length;
    return isCityAlone ? { supergraphSdl: composed, hints: [], errors: [] } : thread.compose(wanted, deadlineMs);
  };
  const admission = createAdmission({ deadlineMs: DEADLINE_MS, compose });
  return {
    async join({ manifest, sdl, file, claims = granted }) {
      const started = performance.now();
      const published = publishedSdl(sdl);
      // Without a file it is what a plugin's program made of the vendor's own text.
      const isMade = file === null && sdl.startsWith(PLUGIN_SDL_HEAD);
      const linesAbove = isMade ? PLUGIN_SDL_HEAD.split('\n').length - 1 : published.linesAbove;
      const request = requestOfManifest(manifest, { sdl: published.sdl, url: SOMEWHERE }, { base, previous, claims });
      const { admitted, supergraphSdl, composedSdl, findings } = await admission.judge(
        { ...request, manifest: { ...request.manifest, endpoints: [], pages: [] } },
        { file },
      );
      const own = findings.map((finding) => inOwnLines(finding, linesAbove));
      return { admitted, supergraphSdl, composedSdl, findings: own, ms: performance.now() - started };
    },
    async alone() {
      const { supergraphSdl, errors } = await compose(base, DEADLINE_MS);
      if (supergraphSdl !== null) return supergraphSdl;
      const said = errors.map(({ message }) => message).join('; ');
      throw new StartError(say('city.no-graph', { said: said.slice(0, 1_000) }));
    },
    async close() {
      await admission.close();
      await thread.close();
    },
  };
}

/** Of a place in the lines that were added there is nothing to mend. */
function inOwnLines(finding: AdmissionFinding, linesAbove: number): AdmissionFinding {
  if (finding.line === null) return finding;
  const line = finding.line - linesAbove;
  return line > 0 ? { ...finding, line } : { ...finding, line: null, column: null };
}

/** A finding as a compiler says it: file, line and column, the rule, what is wrong, and what to do. */
export function sayFinding({ file, line, column, rule, message, fix }: AdmissionFinding): string {
  const place = line === null ? (file ?? '') : `${file ?? 'schema'}:${line}:${column ?? 1}`;
  return `${place}${place ? ' ' : ''}${rule} ${message} ${fix}`;
}
