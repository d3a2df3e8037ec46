import { readFileSync } from 'node:fs';
import { type AdmissionRequest, createAdmission } from '@citygraph/admission';
import { createComposerThread, type SubgraphSource } from '@citygraph/composition';
import type { Benchmark } from '../benchmark.ts';

const PLUGINS = 50;
const DEPARTMENTS = ['agriculture', 'commerce', 'education', 'energy', 'finance', 'government', 'health'];
const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;
const LABEL = `extend schema @composeDirective(name: "@sensitivity")
directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
`;

export const admissionBenchmark: Benchmark = {
  name: 'admission',
  description: `judging a plugin against seven departments and ${PLUGINS} others`,
  async run() {
    const base = [...DEPARTMENTS.map(department), ...Array.from({ length: PLUGINS }, (_, n) => vendor(wordOf(n)))];
    const thread = createComposerThread();
    const candidate = [...base, vendor('iov')];
    await thread.compose(candidate, 120_000);
    const composing = await timed(() => thread.compose(candidate, 120_000));
    await thread.close();

    const admission = createAdmission();
    const judge = async (sdl: string) => {
      const request: AdmissionRequest = {
        base,
        plugin: { name: 'iov-plugin', url: 'https://iov.example.com/graphql', sdl },
        namespace: 'iov',
        claims: [],
      };
      return (await admission.judge(request)).admitted;
    };
    const first = await timed(() => judge(HEAD + documentOf('iov')), true);
    const next = await timed(() => judge(`${HEAD}${documentOf('iov')}\n# again`), true);
    const monster = await timed(() => judge(`${HEAD}${'type Iov { id: ID! } '.repeat(100_000)}`), false);
    await admission.close();
    return [
      {
        title: 'wait of one plugin (wall clock)',
        unit: 'ms',
        rows: [
          { name: 'both composers alone, warm', value: composing },
          { name: 'admission, first of a process: loads composers, composes the base', value: first },
          { name: 'admission, the next', value: next },
          { name: 'admission of a monster of 2 MB', value: monster },
        ],
      },
    ];
  },
};

async function timed(run: () => Promise<unknown>, expected?: boolean): Promise<number> {
  const since = performance.now();
  const answer = await run();
  const ms = performance.now() - since;
  if (expected !== undefined && answer !== expected) throw new Error('The plugin was not judged as it must be.');
  return ms;
}

function department(name: string): SubgraphSource {
  const file = new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url);
  return { name, url: `http://${name}.internal/graphql`, sdl: readFileSync(file, 'utf8') };
}

function vendor(word: string): SubgraphSource {
  return { name: `${word}-plugin`, url: `https://${word}.example.com/graphql`, sdl: HEAD + LABEL + documentOf(word) };
}

/** A namespace of letters alone. */
const wordOf = (n: number): string => `v${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`;

/** A field on each of three shared entities, one of them of what it requires, and records of its own. */
function documentOf(word: string): string {
  const type = `${word.slice(0, 1).toUpperCase()}${word.slice(1)}Record`;
  return `type Query { ${word}_records(first: Int): [${type}!] @sensitivity(level: "S1") }
type ${type} @key(fields: "id") @sensitivity(level: "S1") { id: ID! name: String size: Int near: [${type}!] }
type Place @key(fields: "id") { id: ID! ${word}_count: Int @sensitivity(level: "S1") }
type Vehicle @key(fields: "vin") { vin: ID! ${word}_range: Int @sensitivity(level: "S1") }
type Parcel @key(fields: "id") {
  id: ID!
  areaM2: Float @external
  ${word}_score: Float @requires(fields: "areaM2") @sensitivity(level: "S1")
}`;
}
