import type { Line } from './line.ts';

const CONTEXT = 2;
/** Beyond this many lines on both sides the middle is told as a whole: the table of all pairs would be too large. */
const LARGEST = 3_000;

type Mark = ' ' | '-' | '+';

/** Lines that left and lines that came, with two lines around them; none: the texts are equal. Ends of lines do not count. */
export function lineDiff(before: string, after: string): Line[] {
  const marked = compare(linesOf(before), linesOf(after));
  const shown = new Set<number>();
  marked.forEach(([mark], index) => {
    if (mark === ' ') return;
    for (let near = index - CONTEXT; near <= index + CONTEXT; near++) shown.add(near);
  });
  return marked.flatMap(([mark, text], index): Line[] => {
    if (!shown.has(index)) return index > 0 && shown.has(index - 1) ? [{ tone: 'dim', text: '…' }] : [];
    if (mark === ' ') return [`  ${text}`];
    return [{ tone: mark === '+' ? 'good' : 'bad', text: `${mark} ${text}` }];
  });
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

function compare(one: readonly string[], other: readonly string[]): [Mark, string][] {
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < one.length - head && tail < other.length - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const [left, right] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)];
  const same = (lines: readonly string[]): [Mark, string][] => lines.map((line) => [' ', line]);
  return [...same(one.slice(0, head)), ...middle(left, right), ...same(one.slice(one.length - tail))];
}

/** Longest common subsequence. */
function middle(left: readonly string[], right: readonly string[]): [Mark, string][] {
  const gone = (lines: readonly string[]): [Mark, string][] => lines.map((line) => ['-', line]);
  const come = (lines: readonly string[]): [Mark, string][] => lines.map((line) => ['+', line]);
  if (left.length === 0 || right.length === 0 || left.length > LARGEST || right.length > LARGEST) {
    return [...gone(left), ...come(right)];
  }
  const columns = right.length + 1;
  const common = new Uint16Array((left.length + 1) * columns);
  const at = (i: number, j: number): number => common[i * columns + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * columns + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const marked: [Mark, string][] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      marked.push([' ', left[i] ?? '']);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) marked.push(['-', left[i++] ?? '']);
    else marked.push(['+', right[j++] ?? '']);
  }
  return [...marked, ...gone(left.slice(i)), ...come(right.slice(j))];
}
