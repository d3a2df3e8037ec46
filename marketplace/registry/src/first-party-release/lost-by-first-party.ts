import { hash } from 'node:crypto';
import { breakingBetween } from '@citygraph/admission';
import { digestOfPayload } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { TakenCoordinate } from '../breaking-change/breaking-change.entity.ts';
import { brokenBy } from '../breaking-change/broken-by.ts';
import { coordinatesOf } from '../operation-usage/coordinates-of.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { FirstPartyRelease } from './first-party-release.entity.ts';
import type { FirstPartySchema } from './import-first-party.ts';

/** One set of the city's own schemas in the place of another, and what clients would lose of what they asked for in 30 days. */
export interface FirstPartyLoss {
  /** Names of the subgraphs that differ, sorted. */
  readonly changed: readonly string[];
  /** Digest of the set that is in force, and of the one that would be. */
  readonly replaces: string;
  readonly digest: string;
  readonly taken: readonly TakenCoordinate[];
  /** A sentence for each, with how often it was asked for. */
  readonly messages: readonly string[];
}

const DEADLINE_MS = 120_000;

/**
 * Compared as clients see it: both sets are composed by themselves, without plugins, for what becomes of those is another question. Null: nothing is in force yet, nothing
 * differs, or one of the sets does not compose, which others find out and tell.
 */
export async function lostByFirstParty(
  em: EntityManager,
  schemas: readonly FirstPartySchema[],
  compose: Compose,
  now: Date,
): Promise<FirstPartyLoss | null> {
  const current = await findRows(em, FirstPartyRelease, { current: true });
  const [replaces, digest] = [digestOfSet(current), digestOfSet(schemas)];
  if (current.length === 0 || replaces === digest) return null;
  const before = await composed(current, compose);
  const after = before === null ? null : await composed(schemas, compose);
  if (before === null || after === null) return null;
  const asked = await usageOf(em, [...new Set(current.flatMap(({ sdl }) => [...coordinatesOf(sdl)]))], now);
  const broken = await breakingBetween(
    before,
    after,
    asked.map(({ coordinate, count }) => ({ coordinate, count })),
  );
  const found = broken.map(({ coordinate }) => ({ rule: 'BREAKING', coordinate }));
  return {
    changed: changedNames(current, schemas),
    replaces,
    digest,
    taken: brokenBy(found, schemas.map(({ sdl }) => sdl).join('\n')),
    messages: broken.map(({ message }) => message),
  };
}

export const digestOfSet = (schemas: readonly FirstPartySchema[]): string =>
  digestOfPayload(Object.fromEntries(schemas.map(({ name, sdl }) => [name, hash('sha256', sdl, 'hex')])));

async function composed(schemas: readonly FirstPartySchema[], compose: Compose): Promise<string | null> {
  const subgraphs = schemas
    .map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.internal/graphql` }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return (await compose({ subgraphs, deadlineMs: DEADLINE_MS })).supergraphSdl;
}

function changedNames(before: readonly FirstPartySchema[], after: readonly FirstPartySchema[]): string[] {
  const texts = (schemas: readonly FirstPartySchema[]) => new Map(schemas.map(({ name, sdl }) => [name, sdl]));
  const [was, is] = [texts(before), texts(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name)).sort();
}
