/** Soft hyphens, fillers, joiners, tags, variation selectors, piles of marks: they make two texts that look alike differ, or hide what is beside them. */
const INVISIBLE =
  /\u034F|\u115F|\u1160|\u17B4|\u17B5|[\u180B-\u180F]|\u2800|\u3164|[\uFE00-\uFE0F]|\uFFA0|[\u{E0000}-\u{E0FFF}]|\p{Cf}|\p{M}{5}/u;

/** Why a text is not shown beside the city's own, as findings name it. */
export type TextFault =
  | { readonly fault: 'long'; readonly count: number; readonly most: number }
  | { readonly fault: 'direction' | 'invisible' | 'control' | 'separator'; readonly character: string }
  | { readonly fault: 'markup' | 'reference' | 'image'; readonly found: string };

const FAULTS: readonly (readonly [RegExp, (found: string) => TextFault])[] = [
  // Bidirectional overrides and isolates: what is read is not what is written (CVE-2021-42574).
  [/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u, (found) => ({ fault: 'direction', character: codePoint(found) })],
  [INVISIBLE, (found) => ({ fault: 'invisible', character: codePoint(found) })],
  [/(?![\t\n\r])[\p{Cc}\p{Cs}\p{Co}]/u, (found) => ({ fault: 'control', character: codePoint(found) })],
  [/[\u2028\u2029]/u, (found) => ({ fault: 'separator', character: codePoint(found) })],
  [
    /<[!/?]?[a-z][^<>]*>|<\/?(?:script|style|iframe|object|embed|svg|math|img|a|form|link|meta|base)\b|<!--/i,
    (found) => ({ fault: 'markup', found: shown(found) }),
  ],
  [/&(?:#\d+|#x[\da-f]+|[a-z]\w{1,20});?(?<=;)/i, (found) => ({ fault: 'reference', found: shown(found) })],
];

/** Characters; what is longer is refused without a look at what it says. */
export const LONGEST_TEXT = 4_000;

/** null: a text may be shown. */
export function faultInText(text: string): TextFault | null {
  if (text.length > LONGEST_TEXT) return { fault: 'long', count: text.length, most: LONGEST_TEXT };
  for (const [pattern, say] of FAULTS) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return say(found);
  }
  const image = text.indexOf('![');
  return image < 0 ? null : { fault: 'image', found: shown(text.slice(image)) };
}

const codePoint = (found: string): string =>
  `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const shown = (found: string): string => JSON.stringify(found.slice(0, 60));
