import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { SubgraphSource } from '@citygraph/composition';
import { parse as parseYaml } from 'yaml';
import type { AdmissionRequest } from '../admission.ts';
import { excerpt } from './excerpt.ts';

/** A document of `cases/` with what is asked for it and what must be found. */
export interface Case {
  readonly file: string;
  /** What the vendor does, as a sentence without its subject. */
  readonly title: string;
  readonly request: AdmissionRequest;
  /** `RULE coordinate`, or `RULE` for what has none. */
  readonly expected: readonly string[];
}

const house = new URL('../../../../', import.meta.url);
const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@interfaceObject", "@cost", "@listSize"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;

/** The city as it is committed. */
export const CITY = readdirSync(new URL('subgraphs/', house))
  .filter((name) => readdirSync(new URL(`subgraphs/${name}/`, house)).includes('schema.graphql'))
  .sort();

export function readCases(folder: 'hostile' | 'honest'): Case[] {
  const cases = new URL(`../../cases/${folder}/`, import.meta.url);
  return readdirSync(cases)
    .sort()
    .map((file) => readCase(readFileSync(new URL(file, cases), 'utf8'), basename(file, '.graphql')));
}

interface Front {
  readonly case?: string;
  readonly expect?: readonly string[];
  /** Departments by name, or files of `cases/bases`; `excerpt`, or left out: the half of government where people and places are. */
  readonly base?: 'city' | readonly string[];
  readonly name?: string;
  readonly url?: string;
  readonly namespace?: string;
  readonly claims?: readonly string[];
  readonly mintable?: readonly string[];
  readonly data?: readonly string[];
  readonly extends?: readonly string[];
  readonly mints?: readonly string[];
  readonly persons?: NonNullable<AdmissionRequest['manifest']>['persons'];
  /** Other plugins of the vendor's, by name, without their links. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** Subgraphs of the base that are other vendors' plugins. */
  readonly strangers?: readonly string[];
  /** The release that serves now, without its links. */
  readonly previous?: string;
  readonly usage?: Readonly<Record<string, number>>;
  readonly force?: boolean;
  /** What the canary says. */
  readonly boot?: string;
  /** A mark in the document that stands for so many of these; at its second place for what closes them. `N` is their number. */
  readonly repeat?: { readonly token: string; readonly times: number; readonly open: string; readonly close?: string };
}

/** An example of a rule's page, which leaves out the links that every document has. */
export function readExample(page: string, heading: 'Wrong' | 'Right'): Case {
  const [, text = ''] = new RegExp(`## ${heading}\n\`\`\`graphql\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  const [front = ''] = /^(# .*\n)*/.exec(text) ?? [];
  const body = text.slice(front.length);
  return readCase(`${front}\n${body.includes('@link(') ? '' : HEAD}${body}`, heading);
}

/** The document's first comment, in YAML, says the rest. */
export function readCase(text: string, file: string): Case {
  const lines = text.split('\n');
  const front = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('# ')),
  );
  const said = (parseYaml(front.map((line) => line.slice(2)).join('\n')) ?? {}) as Front;
  const name = said.name ?? 'iov-motors';
  const url = said.url ?? 'https://iov.example.com/graphql';
  const { previous, usage, boot, data, persons, mints } = said;
  const parts = { data, persons, extends: said.extends, mints };
  const declared = Object.entries(parts).filter(([, part]) => part !== undefined);
  return {
    file,
    title: said.case ?? file,
    expected: said.expect ?? [],
    request: {
      base: baseOf(said.base ?? ['excerpt']),
      plugin: { name, url, sdl: repeated(text, said.repeat) },
      namespace: said.namespace ?? 'iov',
      claims: said.claims ?? [],
      mintable: said.mintable ?? [],
      manifest: declared.length > 0 ? Object.fromEntries(declared) : null,
      ...(previous ? { previous: { name, url, sdl: HEAD + previous } } : {}),
      ...(said.siblings ? { siblings: siblingsOf(said.siblings) } : {}),
      ...(said.strangers ? { strangers: said.strangers } : {}),
      ...(usage ? { usage: Object.entries(usage).map(([coordinate, count]) => ({ coordinate, count })) } : {}),
      ...(said.force ? { force: true } : {}),
      ...(boot ? { boot: async () => [{ message: boot }] } : {}),
    },
  };
}

const siblingsOf = (siblings: NonNullable<Front['siblings']>): SubgraphSource[] =>
  Object.entries(siblings).map(([name, sdl]) => ({
    name,
    url: `https://${name}.example.com/graphql`,
    sdl: HEAD + sdl,
  }));

function repeated(text: string, repeat: Front['repeat']): string {
  if (!repeat) return text;
  const { token, times, open, close = '' } = repeat;
  const all = (part: string): string =>
    Array.from({ length: times }, (_, n) => part.replaceAll('N', String(n))).join('');
  // The first mark is the one in the front matter.
  const [front = '', ...parts] = text.split(token);
  const [before = '', ...after] = parts;
  return `${front}${token}${before}${all(open)}${after.join(all(close))}`;
}

export function baseOf(names: 'city' | readonly string[]): SubgraphSource[] {
  return (names === 'city' ? CITY : names).map((name) => {
    const isExcerpt = name === 'excerpt';
    const department = isExcerpt ? 'government' : name;
    const file = CITY.includes(department)
      ? new URL(`subgraphs/${department}/schema.graphql`, house)
      : new URL(`../../cases/bases/${department}.graphql`, import.meta.url);
    const sdl = readFileSync(file, 'utf8');
    return {
      name: department,
      url: `http://${department}.internal/graphql`,
      sdl: isExcerpt ? excerpt(sdl, EXCERPT) : sdl,
    };
  });
}

const EXCERPT = ['adminDivision', 'place', 'me', 'resident', 'parcel'];
