import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jestResults } from './run-jest.ts';

/** Lists of lines without which cases fail: a case that stays green without its line proves nothing of it. */
export const NAMED_LINES = [
  'gateway/conformance/named-lines.json',
  'gateway/src/testing/named-lines.json',
  'plugin-sdk/admission/cases/named-lines.json',
] as const;

export interface Line {
  readonly file: string;
  /** Without its indentation; the file has it once. */
  readonly line: string;
}

export interface NamedLine extends Line {
  /** Others that hold where it is missing: only all together let a case through, which is what defence in depth means. */
  readonly with?: readonly Line[];
  /** Each fails where the line, and those with it, are missing. */
  readonly cases: readonly string[];
}

/** All that has to be left out at once. */
export const linesOf = ({ file, line, with: others = [] }: NamedLine): readonly Line[] => [{ file, line }, ...others];

export interface NamedLines {
  /** Test files that hold the cases. */
  readonly tests: readonly string[];
  /** What a case's tests are called: `{case}` is its name, `*` at the end is anything. */
  readonly titles: readonly string[];
  readonly lines: readonly NamedLine[];
  /** Cases for which nobody has found a line yet. */
  readonly unnamed: readonly string[];
}

export const readNamedLines = (house: string, list: string): NamedLines =>
  JSON.parse(readFileSync(join(house, list), 'utf8')) as NamedLines;

/** How often a file has a line. */
export const timesIn = (text: string, line: string): number =>
  text.split('\n').filter((each) => each.trim() === line).length;

/** Runs a list's tests without one of its lines, and those with it; answers the cases that stayed green. */
export async function greenWithout(list: NamedLines, named: NamedLine): Promise<string[]> {
  const patternOf = (name: string) =>
    list.titles.map((title) => `^${escaped(title.replace('{case}', name)).replace(/\\\*$/, '.*')}$`).join('|');
  const failed = await failedTests(list.tests, named.cases.map(patternOf).join('|'), named);
  return named.cases.filter((name) => !failed.some((title) => new RegExp(patternOf(name), 'u').test(title)));
}

async function failedTests(tests: readonly string[], pattern: string, named: NamedLine): Promise<readonly string[]> {
  const results = await jestResults(['--selectProjects', 'unit', `--testNamePattern=${pattern}`, '--', ...tests], {
    stdio: 'ignore',
    env: { CITYGRAPH_WITHOUT: JSON.stringify(linesOf(named)) },
  });
  return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
