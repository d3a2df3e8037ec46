import type { RuleName } from '../admission.ts';
import type { Draft } from '../rule.ts';
import { placeAt, scanDocument } from './scan-document.ts';
import { SCAN_LIMITS, type ScanLimits } from './scan-limits.ts';

const WHAT: Readonly<Record<keyof ScanLimits, string>> = {
  bytes: 'bytes',
  tokens: 'tokens',
  types: 'types',
  fields: 'fields',
  depth: 'levels of nesting',
};

/** `TOO_LARGE`, `TOO_DEEP`, and names in another alphabet: judged before anything parses the document. */
export function judgeScan(sdl: string): [RuleName, Draft][] {
  const { passed, foreign, bytes } = scanDocument(sdl);
  if (passed) {
    const { limit, offset } = passed;
    const most = SCAN_LIMITS[limit];
    const draft: Draft = {
      coordinate: null,
      message: `The document has ${limit === 'bytes' ? bytes : `more than ${most}`} ${WHAT[limit]}; at most ${most} are taken.`,
      fix:
        limit === 'depth'
          ? 'Nest less: no list of lists of lists, no field set deeper than a person can read.'
          : 'Split the plugin, or publish less of its data model: a graph shows what others need, not a database.',
      place: limit === 'bytes' ? null : placeAt(sdl, offset),
    };
    return [[limit === 'depth' ? 'TOO_DEEP' : 'TOO_LARGE', draft]];
  }
  if (!foreign) return [];
  const { character, offset } = foreign;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return [
    [
      'NAME',
      {
        coordinate: null,
        message: `The character U+${code} stands in or between names, where GraphQL has letters, digits and underscores of ASCII.`,
        fix: 'Write names in ASCII; other scripts are welcome in descriptions.',
        place: placeAt(sdl, offset),
      },
    ],
  ];
}
