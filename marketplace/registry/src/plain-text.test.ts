import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { plainLine, plainText, reasonText } from './plain-text.ts';

const room = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

describe.each([
  ['why somebody does something', reasonText],
  ['a name', plainLine(2, 120)],
  ['a longer text', plainText(4, 4_000)],
])('%s', (_, text) => {
  it.each([
    ['markup', 'See <img src=x onerror=alert(1)> here'],
    ['what turns around what follows', 'Paid by \u202egnp.exe'],
    ['a character that nobody sees', 'Air\u200b quality'],
    ['a control character', 'Air\u0007 quality'],
  ])('holds no %s', (__, said) => {
    expect(text.safeParse(said).success).toBe(false);
  });

  it('may say anything else, in any script', () => {
    expect(text.safeParse('空气质量 – “good” (5 < 7), naïve & fine').success).toBe(true);
  });
});

it('what people write for others is nowhere taken as any text', () => {
  // A reason, a name or a title of a person's own words, read beside a decision.
  const loose =
    /\b(?:reason|name|title|note|text|description)\b\s*[:=]\s*z\s*\.string\(\)\s*\.trim\(\)(?![^;{}]*isPlainText)/;
  expect(sources.filter((file) => loose.test(readFileSync(join(room, file), 'utf8')))).toEqual([]);
});
