import { charactersIn, isPlainText } from '../plain-text.ts';
import type { LocalText, PluginManifest } from './manifest.ts';
import { isReservedName } from './plugin-names.ts';
import type { ManifestFault } from './read-manifest.ts';
import { DESCRIPTION_LENGTH, TITLE_LENGTH } from './text-lengths.ts';

/** What no schema could say of a manifest that fits it: what holds between fields, and what a text may not be. */
export function faultsBetweenFields(manifest: PluginManifest): readonly ManifestFault[] {
  return [...faultsOfId(manifest), ...faultsOfNames(manifest), ...faultsOfTexts(manifest), ...faultsOfData(manifest)];
}

function* faultsOfId({ id, publisher, subgraph }: PluginManifest): Iterable<ManifestFault> {
  const [, handle, name] = id.split('.');
  if (handle !== publisher) {
    const message = `${id} names another publisher than ${publisher}: write city.${publisher}.${subgraph}.`;
    yield { at: 'id', message };
  } else if (name !== subgraph) {
    yield { at: 'id', message: `${id} names another plugin than ${subgraph}: write city.${publisher}.${subgraph}.` };
  }
}

/** What would be taken for the city's own is given to nobody. */
function* faultsOfNames(manifest: PluginManifest): Iterable<ManifestFault> {
  for (const at of ['publisher', 'subgraph', 'namespace'] as const) {
    const name = manifest[at];
    if (isReservedName(name)) yield { at, message: `${name} is reserved; choose a name of your own.` };
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
        yield { at: `${at}.${language}`, message: `write ${least} characters or more.` };
      } else if (!isPlainText(text[language])) {
        const message = 'write plain text: no markup, no control, invisible or direction characters.';
        yield { at: `${at}.${language}`, message };
      }
    }
  }
}

function* faultsOfData({ permissions: { data } }: PluginManifest): Iterable<ManifestFault> {
  const seen = new Set<string>();
  for (const [index, { coordinate }] of data.entries()) {
    if (seen.has(coordinate)) yield { at: `permissions.data[${index}]`, message: `${coordinate} is named twice.` };
    seen.add(coordinate);
  }
}
