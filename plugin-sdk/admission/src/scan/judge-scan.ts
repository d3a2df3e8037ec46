import type { RuleName } from '../admission.ts';
import { type Draft, draft } from '../rule.ts';
import { placeAt, scanDocument } from './scan-document.ts';
import { SCAN_LIMITS } from './scan-limits.ts';

/** `TOO_LARGE`, `TOO_DEEP`, and names in another alphabet: judged before anything parses the document. */
export function judgeScan(sdl: string): [RuleName, Draft][] {
  const { passed, foreign, bytes } = scanDocument(sdl);
  if (passed) {
    const { limit, offset } = passed;
    const most = SCAN_LIMITS[limit];
    if (limit === 'bytes') {
      return [['TOO_LARGE', draft(null, ['too-large.bytes', 'too-large'], { count: bytes, most }, { place: null })]];
    }
    const place = placeAt(sdl, offset);
    if (limit === 'depth') return [['TOO_DEEP', draft(null, ['too-deep', 'too-deep'], { most }, { place })]];
    return [['TOO_LARGE', draft(null, [`too-large.${limit}`, 'too-large'], { most }, { place })]];
  }
  if (!foreign) return [];
  const { character, offset } = foreign;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const place = placeAt(sdl, offset);
  return [['NAME', draft(null, ['name.character', 'name.ascii'], { character: `U+${code}` }, { place })]];
}
