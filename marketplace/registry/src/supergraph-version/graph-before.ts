import type { Finding } from '@citygraph/composition';
import type { LeftOut } from './composition.entity.ts';
import { cityKey, type GraphPart, releasesOf } from './graph-part.ts';
import { foundAt, isOver } from './is-stale.ts';

/** What is known from the last graph of its kind. */
export interface GraphBefore {
  /** Digests of the releases in it, by the names of their subgraphs: they go together. */
  readonly included: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
  /** When it was composed. */
  readonly at: Date;
  /** Reads it; null: it is not kept any more. */
  readonly supergraphSdl: () => Promise<string | null>;
}

export interface SortedPlugins {
  /** In the last graph, and they are what they were. */
  readonly staying: readonly GraphPart[];
  /** Nobody has tried them. */
  readonly fresh: readonly GraphPart[];
  /** Left out before, and what they were left out for may be over. */
  readonly waiting: readonly LeftOut[];
  /** Left out before, for what is as it was. */
  readonly out: readonly LeftOut[];
}

/**
 * Sorts plugins by what the last graph says of them. One that was left out is tried again when its cause has changed: its own release, the city's own, or what it did not go with; and what failed for want of
 * time, after a while.
 */
export function sortedBy(
  { included, leftOut, at }: GraphBefore,
  firstParty: readonly GraphPart[],
  plugins: readonly GraphPart[],
  now: Date,
): SortedPlugins {
  const city = cityKey(firstParty);
  const releases = releasesOf(plugins);
  const isThere = ([name, release]: readonly [string, string]): boolean =>
    releases[name] === release && included[name] === release;
  const stands = (known: LeftOut): boolean =>
    known.waits !== true &&
    known.city === city &&
    Object.entries(known.against ?? {}).every(isThere) &&
    !isOver(known.findings, foundAt(known, at), now);
  const staying = plugins.filter(({ name, subgraph }) => included[name] === subgraph.release);
  const others = plugins.filter((part) => !staying.includes(part));
  const known = others.flatMap((part) => knownOf(leftOut, part) ?? []);
  return {
    staying,
    fresh: others.filter((part) => !knownOf(leftOut, part)),
    waiting: known.filter((one) => !stands(one)),
    out: known.filter(stands).map((one) => ({ ...one, at: foundAt(one, at).toISOString() })),
  };
}

export const knownOf = (leftOut: readonly LeftOut[], { name, subgraph }: GraphPart): LeftOut | undefined =>
  leftOut.find(({ plugin, release }) => plugin === name && release === subgraph.release);

/**
 * What a plugin fails with, as far as it can be known: those that the findings name, or else what its publisher has there beside it; and those whose names it took up, its hosts. It was admitted alone to the city's own and to what is stable:
 * what else is in its way is its publisher's, for others' names are not its to take (ADR 74).
 */
export function causeOf(
  part: GraphPart,
  findings: readonly Finding[],
  included: readonly GraphPart[],
  hosts: readonly string[] = [],
): Readonly<Record<string, string>> {
  const said = findings.map(({ message }) => message).join('\n');
  const places = new Set(findings.flatMap((finding) => finding.places ?? []).map(({ subgraph }) => subgraph));
  const isNamed = ({ name }: GraphPart): boolean =>
    places.has(name) || said.includes(`"${name}"`) || said.includes(`[${name}]`);
  const named = included.filter(isNamed);
  const beside = included.filter(({ publisher }) => publisher !== undefined && publisher === part.publisher);
  const below = included.filter(({ name }) => hosts.includes(name));
  return releasesOf([...(named.length > 0 ? named : beside), ...below]);
}
