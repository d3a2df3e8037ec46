import { describe, expect, it } from '@jest/globals';
import { JsonScan } from './json-scan.ts';

const LIMITS = { depth: 64, values: 1_000 };
const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);
const scan = (text: string, size = text.length || 1) => {
  const bytes = Buffer.from(text);
  const json = new JsonScan(LIMITS);
  for (let at = 0; at < bytes.length; at += size) {
    const fault = json.write(bytes.subarray(at, at + size));
    if (fault) return fault;
  }
  return null;
};

const TEXTS: readonly [string, string, ReturnType<JsonScan['write']>][] = [
  ['an honest reply', '{"data":{"a":[1,"x",null]}}', null],
  ['64 lists', nested(64), null],
  ['65 lists', nested(65), 'too deep'],
  ['65 objects', nested(65, '{"a":', '}'), 'too deep'],
  ['lists that never end', '['.repeat(1_000), 'too deep'],
  ['brackets in a string', `["${'['.repeat(500)}"]`, null],
  ['brackets behind an escaped quote', `["\\"${'['.repeat(500)}"]`, null],
  ['brackets behind an escaped backslash', `["\\\\",${nested(64)}]`, 'too deep'],
  ['brackets in a key', `{"${'{'.repeat(500)}":1}`, null],
  ['brackets behind characters of many bytes', `["市😀\\u005c",${nested(64)}]`, 'too deep'],
  ['many shallow objects', `[${'{},'.repeat(499)}{}]`, 'too many values'],
  ['many numbers', `[${'1,'.repeat(1_000)}1]`, 'too many values'],
  ['commas in a string', `["${','.repeat(5_000)}"]`, null],
  ['more ends than beginnings', '{}}', 'not JSON'],
];

describe('the scan', () => {
  it.each(TEXTS)('judges %s', (_, text, expected) => {
    expect(scan(text)).toBe(expected);
  });

  it.each([1, 2, 3, 7])('judges alike when %d bytes come at a time', (size) => {
    expect(TEXTS.map(([, text]) => scan(text, size))).toEqual(TEXTS.map(([, , expected]) => expected));
  });
});
