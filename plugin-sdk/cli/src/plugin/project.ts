import { dirname, join, relative, resolve } from 'node:path';
import type { LocalText, ManifestFault, PluginManifest } from '@citygraph/contract';
import { CommandError, type Location } from '../command-error.ts';
import type { MessageValue } from '../messages/messages.ts';
import { readText } from '../settings/read-file.ts';
import { findManifest } from './find-manifest.ts';
import { type ReadYaml, readYaml } from './read-yaml.ts';

/** A plugin in a folder: its manifest, and its document. */
export interface Project {
  readonly folder: string;
  /** As people would name it from where they are. */
  readonly manifestFile: string;
  readonly manifestPath: string;
  readonly manifest: PluginManifest;
  /** The manifest as it was written: what the release's digest is of. */
  readonly written: unknown;
  /** Where `extends[0]` stands in it. */
  readonly placeOf: ReadYaml['placeOf'];
  readonly sdlFile: string;
  readonly sdlPath: string;
  readonly sdl: string;
}

export interface ProjectFlags {
  readonly manifest?: string | undefined;
  readonly sdl?: string | undefined;
}

/** The plugin of this folder or of one above it. */
export async function readProject(cwd: string, flags: ProjectFlags): Promise<Project> {
  const path =
    flags.manifest === undefined ? await findManifest(cwd, ['hint.plugin-init']) : resolve(cwd, flags.manifest);
  const shown = (file: string): string => relative(cwd, file) || file;
  const { written, manifest, placeOf } = await readManifestFile(path, shown(path));
  const folder = dirname(path);
  const sdlPath = flags.sdl === undefined ? join(folder, 'schema.graphql') : resolve(cwd, flags.sdl);
  const sdl = await readText(sdlPath);
  return {
    folder,
    manifestFile: shown(path),
    manifestPath: path,
    manifest,
    written,
    placeOf,
    sdlFile: shown(sdlPath),
    sdlPath,
    sdl,
  };
}

/** The manifest alone, or MANIFEST_INVALID with the place of its first fault and all faults as data. */
export async function readManifestFile(
  path: string,
  shown: string,
): Promise<Pick<Project, 'written' | 'manifest' | 'placeOf'>> {
  const { value, placeOf } = await readYaml(await readText(path), shown);
  const { manifestFaults } = await import('@citygraph/contract');
  const faults = manifestFaults(value);
  const [first, ...others] = faults;
  if (!first) return { written: value, manifest: value as PluginManifest, placeOf };
  const located = faults.map((fault) => ({ ...fault, ...placeOf(fault.at) }));
  const location: Location = { file: shown, ...placeOf(first.at) };
  throw new CommandError(
    'MANIFEST_INVALID',
    'error.manifest-invalid',
    { at: first.at === '' ? shown : first.at, fault: wordsOf(first), others: othersOf(others.length) },
    {
      location,
      // Programs read English.
      data: { faults: located.map(({ zh, ...fault }) => fault) },
      text: located.slice(1).map((fault) => {
        const place = `${shown}:${fault.line}:${fault.column}`;
        return ['say.fault', { place, at: fault.at, fault: wordsOf(fault) }] as const;
      }),
    },
  );
}

const wordsOf = ({ message, zh }: ManifestFault): LocalText => ({ en: message, zh });

const othersOf = (count: number): MessageValue => (count === 0 ? '' : ['error.more-faults', { count }]);
