import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { type DocumentNode, parse } from 'graphql';
import type { Dispatch } from '../execution/engine.ts';
import { type SubgraphData, subgraphOverData } from './subgraph-over-data.ts';

/** A question of a case and what must be answered. */
export interface ConformanceQuery {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly expected: {
    readonly data?: unknown;
    /** Places that must be named, and no others. */
    readonly errors?: readonly (readonly (string | number)[])[];
    /** The document itself is refused: nothing is executed. */
    readonly invalid?: true;
  };
  /** Subgraphs that are asked, in alphabetical order, one entry a request; absent: it does not matter. */
  readonly asks?: readonly string[];
  /** Why the reference answers otherwise. */
  readonly apollo?: string;
}

export interface ConformanceCase {
  readonly name: string;
  readonly about: string;
  readonly supergraph: DocumentNode;
  readonly queries: readonly ConformanceQuery[];
  /** What was asked of which subgraph since the last call. */
  asked(): string[];
  readonly dispatch: Dispatch;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides",
  "@external", "@shareable", "@interfaceObject", "@override", "@inaccessible", "@tag"])\n`;

/** Reads a case's folder: `about.md`, a `.graphql` for each subgraph, `data.json`, `queries.json`. Throws when it does not compose. */
export function readConformanceCase(folder: string, name: string): ConformanceCase {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8');
  const data = JSON.parse(read('data.json')) as Record<string, SubgraphData>;
  const subgraphs = readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => {
      const text = read(file);
      const subgraph = file.slice(0, -'.graphql'.length);
      return { name: subgraph, url: `http://${subgraph}.invalid`, sdl: text.includes('@link') ? text : LINK + text };
    });
  const { supergraphSdl, errors } = composeInThisThread(subgraphs);
  if (!supergraphSdl) throw new Error(`${name} does not compose: ${errors.map(({ message }) => message).join('; ')}`);
  let asked: string[] = [];
  const answer = new Map(
    subgraphs.map(({ name: subgraph, sdl }) => [subgraph, subgraphOverData(sdl, data[subgraph] ?? {})]),
  );
  return {
    name,
    about: read('about.md'),
    supergraph: parse(supergraphSdl),
    queries: JSON.parse(read('queries.json')) as ConformanceQuery[],
    asked() {
      const before = asked.sort();
      asked = [];
      return before;
    },
    async dispatch(subgraph, { body }) {
      asked.push(subgraph);
      const run = answer.get(subgraph);
      if (!run) throw new Error(`There is no subgraph ${subgraph}.`);
      return run(body);
    },
  };
}
