/**
 * `text` with what stands between `<!-- name -->` and `<!-- /name -->` replaced by `content`; throws when the text has no such place,
 * or two.
 */
export function writeBetweenMarkers(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const parts = text.split(open);
  const [before, rest] = parts;
  const [, after, more] = rest?.split(close) ?? [];
  if (before === undefined || after === undefined || more !== undefined || parts.length > 2) {
    throw new Error(`The text needs ${open} and ${close}, once each and in this order.`);
  }
  return `${before}${open}\n${content.trim()}\n${close}${after}`;
}
