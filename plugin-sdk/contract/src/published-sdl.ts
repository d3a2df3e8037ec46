import { Kind, parse } from 'graphql';
import { pluginSchemaHead } from './directives.ts';

/** A schema document as it is published, and how many lines of it are above the vendor's own. */
export interface PublishedSdl {
  readonly sdl: string;
  readonly linesAbove: number;
}

/** Every schema document of a plugin that links nothing begins so. */
export const PLUGIN_SDL_HEAD = `${pluginSchemaHead()}\n`;

/** A text whose lines end in LF, whatever a checkout or an editor made of them: CRLF and CR mean the same to GraphQL (October 2021, §2.1.2, §2.9.4). */
export const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, '\n');

/**
 * A plugin's schema document with the links that are added when it has none: what the SDK serves is what is checked, tested, built and published. One that has
 * links, also those, stays as it is. Lines end in LF: one document is one release.
 */
export function publishedSdl(given: string): PublishedSdl {
  const text = withLineFeeds(given);
  if (hasLinks(text)) return { sdl: text, linesAbove: 0 };
  return { sdl: PLUGIN_SDL_HEAD + text, linesAbove: PLUGIN_SDL_HEAD.split('\n').length - 1 };
}

/** A description may speak of `@link`. Of what cannot be read, the text is all there is. */
function hasLinks(text: string): boolean {
  if (!/@link\b/.test(text)) return false;
  try {
    return parse(text, { noLocation: true }).definitions.some(
      (node) =>
        (node.kind === Kind.SCHEMA_EXTENSION || node.kind === Kind.SCHEMA_DEFINITION) &&
        node.directives?.some(({ name }) => name.value === 'link'),
    );
  } catch {
    return true;
  }
}
