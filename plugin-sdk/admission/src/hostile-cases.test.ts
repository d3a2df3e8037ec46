import { readFileSync } from 'node:fs';
import { type Composition, createComposerThread, type SubgraphSource } from '@citygraph/composition';
import { afterAll, describe, expect, it } from '@jest/globals';
import { RULE_NAMES } from './admission.ts';
import { createCourt } from './court.ts';
import { carryLabels } from './document/carry-labels.ts';
import { readVendorDocument } from './document/vendor-document.ts';
import { type Measured, measuredTable } from './testing/measure-composers.ts';
import { type Case, readCases } from './testing/read-cases.ts';
import { wordsIn } from './words/words.ts';

const compositions: { subgraphs: readonly SubgraphSource[]; composition: Composition }[] = [];
const thread = createComposerThread();
afterAll(() => thread.close());
/** However busy the machine is: what is measured here is not time. */
const compose = async (subgraphs: readonly SubgraphSource[]) => {
  const composition = await thread.compose(subgraphs, 60_000);
  compositions.push({ subgraphs, composition });
  return composition;
};
/** In this thread, which can be tried without one line or another (`cases/named-lines.json`). */
const court = createCourt({ compose, basesKept: 20 });
const cases = readCases('hostile');
const said = new Set<string>();

/** That they fail without it is tried by `npm run soak named-lines`. */
it('knows of each case a line without which the vendor gets in, or says that it knows none yet', () => {
  const file = readFileSync(new URL('../cases/named-lines.json', import.meta.url), 'utf8');
  const { lines, unnamed } = JSON.parse(file) as { lines: { cases: string[] }[]; unnamed: string[] };
  const named = lines.flatMap((line) => line.cases);
  expect([...named, ...unnamed].sort()).toEqual(cases.map(({ title }) => title).sort());
});

describe('a hostile vendor is refused who', () => {
  it.each(cases.map((one) => [one.title, one] as const))('%s', async (_, { file, request, expected }) => {
    const { findings, admitted } = await court.judge(request, { file });
    const found = findings.map(({ rule, coordinate }) => (coordinate === null ? rule : `${rule} ${coordinate}`));
    expect([...new Set(found)].sort()).toEqual([...expected].sort());
    expect(admitted).toBe(false);
    for (const { rule, wording } of findings) {
      const words = (await wordsIn('zh-CN'))(wording);
      expect(`${words?.message} ${words?.fix}`).not.toMatch(/\{\w+\}|undefined/);
      said.add(rule);
    }
  });

  it('reads why in Chinese too, whichever rule it is', () => {
    expect(RULE_NAMES.filter((rule) => rule !== 'BASE' && !said.has(rule))).toEqual([]);
  });
});

describe('the README', () => {
  it('says what the composers alone let through', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const told = /<!-- measured -->\n([\s\S]*?)\n<!-- \/measured -->/.exec(readme)?.[1];
    expect(told).toBe(measuredTable(await Promise.all(cases.map(measure))));
  }, 120_000);
});

/** The document as the vendor wrote it, but for the hub's labels, which are carried over. */
async function measure(one: Case): Promise<Measured> {
  const { base, plugin } = one.request;
  const known = compositions.find(({ subgraphs }) => subgraphs.at(-1)?.sdl.startsWith(plugin.sdl));
  const { composedBy = [] } =
    known?.composition ?? (await compose([...base, { ...plugin, sdl: labelled(plugin.sdl) }]));
  return { one, composedBy };
}

function labelled(sdl: string): string {
  const document = readVendorDocument(sdl);
  return 'ast' in document ? carryLabels(document) : sdl;
}
