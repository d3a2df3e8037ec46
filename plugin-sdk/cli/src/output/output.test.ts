import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { onAGoodDay } from '../testing/good-answers.ts';
import { ENVELOPE_SCHEMA } from './envelope-schema.ts';
import { plain } from './line.ts';
import { lineDiff } from './line-diff.ts';
import { facts, table, widthOf } from './table.ts';

const ESCAPE = String.fromCharCode(27);
const texts = (lines: ReturnType<typeof lineDiff>) =>
  lines.map((line) => (typeof line === 'string' ? line : line.text));

describe('a line', () => {
  it('writes out what would move a cursor or turn the text around, and leaves letters alone', () => {
    expect(plain(`a${ESCAPE}[2Jb`)).toBe('a\\u{001B}[2Jb');
    expect(plain('abc\u202edef\u2066')).toBe('abc\\u{202E}def\\u{2066}');
    expect(plain('one\ntwo\ttabs')).toBe('one\\u{000A}two\ttabs');
    expect(plain('长春市 é 👍')).toBe('长春市 é 👍');
  });
});

describe('a table', () => {
  it('keeps its columns under each other, wide characters too', () => {
    const [head, ...rows] = texts(
      table(
        ['name', 'n'],
        [
          ['长春', 1],
          ['abc', null],
        ],
      ),
    );
    expect([head, ...rows]).toEqual(['name  n', '长春  1', 'abc   -']);
    expect(
      texts(
        facts([
          ['名称', 'x'],
          ['a', ''],
        ]),
      ),
    ).toEqual(['名称  x', 'a     -']);
    expect(widthOf('长a')).toBe(3);
  });
});

describe('a difference', () => {
  it('is none where only ends of lines differ', () => {
    expect(lineDiff('a\r\nb\r\n', 'a\nb\n')).toEqual([]);
    expect(lineDiff('', '')).toEqual([]);
  });

  it('shows what left and what came, with two lines around', () => {
    expect(texts(lineDiff('1\n2\n3\n4\n5\n6\n7', '1\n2\n3\n4x\n5\n6\n7'))).toEqual([
      '  2',
      '  3',
      '- 4',
      '+ 4x',
      '  5',
      '  6',
      '…',
    ]);
    expect(texts(lineDiff('a\nb\nc', 'b\nc\nd'))).toEqual(['- a', '  b', '  c', '+ d']);
    expect(texts(lineDiff('', 'a\nb'))).toEqual(['+ a', '+ b']);
    expect(texts(lineDiff('a', ''))).toEqual(['- a']);
  });

  it('gives back both texts: without its additions the one, without its losses the other', () => {
    let judged = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = (salt: number) =>
        Array.from({ length: 6 }, (_, i) => 'abc'[(seed * 31 + salt * i * 7 + ((seed * i) >> 2)) % 3]);
      const [one, other] = [random(1).join('\n'), random(seed).join('\n')];
      const lines = texts(lineDiff(one, other));
      if (lines.length === 0 || lines.includes('…')) continue;
      judged += 1;
      const kept = (sign: string) =>
        lines.filter((line) => line.startsWith('  ') || line.startsWith(sign)).map((line) => line.slice(2));
      expect(one).toContain(kept('- ').join('\n'));
      expect(other).toContain(kept('+ ').join('\n'));
    }
    expect(judged).toBeGreaterThan(50);
  });

  it('of texts too long to compare is told as a whole', () => {
    const long = (mark: string) => Array.from({ length: 3_001 }, (_, i) => `${mark}${i}`).join('\n');
    expect(lineDiff(long('a'), long('b'))).toHaveLength(6_002);
  });
});

describe('colours', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
    onAGoodDay(desk.hub);
  });
  afterAll(() => desk.close());
  const list = (env: Record<string, string>, isTerminal: boolean, ...more: string[]) =>
    desk.run(['app', 'list', '--hub', desk.hub.origin, ...more], { env, isTerminal });

  it('are for terminals alone', async () => {
    expect((await list({}, true)).out).toContain(ESCAPE);
    expect((await list({}, false)).out).not.toContain(ESCAPE);
  });

  it('are left out when somebody says so', async () => {
    expect((await list({ NO_COLOR: '1' }, true)).out).not.toContain(ESCAPE);
    expect((await list({ TERM: 'dumb' }, true)).out).not.toContain(ESCAPE);
    expect((await list({}, true, '--no-color')).out).not.toContain(ESCAPE);
    expect((await list({ NO_COLOR: '' }, true)).out).toContain(ESCAPE);
  });

  it('and words for people are not in an envelope', async () => {
    const { out, err } = await list({}, true, '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true });
    expect([out.includes(ESCAPE), err]).toEqual([false, '']);
  });
});

describe('the envelope', () => {
  it('has a published schema that is the one it is held to', async () => {
    const { readFile } = await import('node:fs/promises');
    const published = await readFile(new URL('../../envelope.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(ENVELOPE_SCHEMA)));
  });
});
