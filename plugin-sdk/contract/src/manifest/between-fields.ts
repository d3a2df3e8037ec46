import { charactersIn, isPlainText } from '../plain-text.ts';
import type { LocalText, PluginManifest } from './manifest.ts';
import { faultAt, type ManifestFault } from './manifest-fault.ts';
import { sayOfManifest as say } from './manifest-words.ts';
import { isReservedName } from './plugin-names.ts';
import { DESCRIPTION_LENGTH, TITLE_LENGTH } from './text-lengths.ts';

/** What no schema could say of a manifest that fits it: what holds between fields, and what a text may not be. */
export function faultsBetweenFields(manifest: PluginManifest): readonly ManifestFault[] {
  return [...faultsOfId(manifest), ...faultsOfNames(manifest), ...faultsOfTexts(manifest), ...faultsOfData(manifest)];
}

function* faultsOfId({ id, publisher, subgraph }: PluginManifest): Iterable<ManifestFault> {
  const [, handle, name] = id.split('.');
  if (handle !== publisher) {
    yield faultAt('id', say('other-publisher', { id, publisher, subgraph }));
  } else if (name !== subgraph) {
    yield faultAt('id', say('other-plugin', { id, publisher, subgraph }));
  }
}

/** What would be taken for the city's own is given to nobody. */
function* faultsOfNames(manifest: PluginManifest): Iterable<ManifestFault> {
  for (const at of ['publisher', 'subgraph', 'namespace'] as const) {
    const name = manifest[at];
    if (isReservedName(name)) yield faultAt(at, say('reserved', { name }));
  }
}

type Lengths = Readonly<Record<keyof LocalText, readonly [least: number, most: number]>>;

function* faultsOfTexts({ title, description, permissions }: PluginManifest): Iterable<ManifestFault> {
  const texts: [at: string, text: LocalText, lengths: Lengths | null][] = [
    ['title', title, TITLE_LENGTH],
    ['description', description, DESCRIPTION_LENGTH],
    ...permissions.data.map(({ reason }, index): [string, LocalText, null] => [
      `permissions.data[${index}].reason`,
      reason,
      null,
    ]),
  ];
  for (const [at, text, lengths] of texts) {
    for (const language of ['zh', 'en'] as const) {
      const least = lengths?.[language][0] ?? 1;
      // The schema has counted the spaces at both ends, which nobody reads.
      if (charactersIn(text[language].trim()) < least) {
        yield faultAt(`${at}.${language}`, say('too-short', { least }));
      } else if (!isPlainText(text[language])) {
        yield faultAt(`${at}.${language}`, say('plain-text'));
      }
    }
  }
}

function* faultsOfData({ permissions: { data } }: PluginManifest): Iterable<ManifestFault> {
  const seen = new Set<string>();
  for (const [index, { coordinate }] of data.entries()) {
    if (seen.has(coordinate)) yield faultAt(`permissions.data[${index}]`, say('twice', { coordinate }));
    seen.add(coordinate);
  }
}
