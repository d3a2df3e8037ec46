import { pluginSchemaHead } from '@citygraph/contract';

/** A schema document as it is published, and how many lines of it are above the vendor's own. */
export interface PublishedSdl {
  readonly sdl: string;
  readonly linesAbove: number;
}

const HEAD = `${pluginSchemaHead()}\n`;

/** With the links that the SDK adds when there are none; one that has been through it already stays as it is. */
export function publishedSdl(text: string): PublishedSdl {
  const hasHead = text.startsWith(HEAD);
  if (!hasHead && /@link\b/.test(text)) return { sdl: text, linesAbove: 0 };
  return { sdl: hasHead ? text : HEAD + text, linesAbove: HEAD.split('\n').length - 1 };
}
