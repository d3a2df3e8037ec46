import { z } from 'zod';

export const EVIDENCE_KINDS = [
  'PHOTO',
  'VIDEO',
  'SATELLITE_SCENE',
  'WEATHER_REPORT',
  'SURVEY_REPORT',
  'DOCUMENT',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A claim carries at most that many pieces of evidence. */
export const MOST_EVIDENCE = 10;
const LONGEST_URI = 500;

/** `https` without user or password, or a URN (RFC 8141). Nobody of ours fetches it. */
function isEvidenceUri(text: string): boolean {
  if (/^urn:[a-z0-9][a-z0-9-]{0,31}:[\x21-\x7e]+$/i.test(text)) return true;
  if (!/^https:\/\/[^/?#][\x21-\x7e]*$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  return username === '' && password === '' && hostname !== '';
}

export const EvidenceList = z
  .array(
    z.strictObject({
      kind: z.enum(EVIDENCE_KINDS, `give one of ${EVIDENCE_KINDS.join(', ')}`),
      uri: z
        .string()
        .max(LONGEST_URI, `give an address of at most ${LONGEST_URI} characters`)
        .refine(isEvidenceUri, 'give an https address without user and password, or a urn'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'give the SHA-256 of the file, 64 lower-case hexadecimal digits'),
      takenAt: z.date(),
    }),
  )
  .max(MOST_EVIDENCE, `a claim carries at most ${MOST_EVIDENCE} pieces of evidence`)
  .refine(
    (list) => new Set(list.map(({ sha256 }) => sha256)).size === list.length,
    'the same file is there twice (same sha256)',
  );

export type Evidence = z.infer<typeof EvidenceList>[number];
