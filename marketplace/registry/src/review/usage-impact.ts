import { Kind, parse, print } from 'graphql';
import type { TakenCoordinate } from '../breaking-change/breaking-change.entity.ts';
import type { CoordinateUse } from '../operation-usage/usage-of.ts';
import { MOST_TOKENS, type SchemaChange } from './schema-diff.ts';

/** One of them with who has asked for it in 30 days. */
export interface UsageImpact extends TakenCoordinate {
  readonly requests: number;
  readonly errors: number;
  /** Different apps; those who said no name are one. */
  readonly apps: number;
  /** The most asked first, at most `MOST_USES`. */
  readonly uses: readonly CoordinateUse[];
}

/** Rows of one coordinate that are shown; the sums are over all. */
export const MOST_USES = 100;

/**
 * What a release takes from clients, of all that differs: what is only new takes nothing. Of a field that goes, the arguments go without saying; types are named by their
 * fields, for those are what usage is counted by. Pure.
 */
export function takenCoordinates(changes: readonly SchemaChange[], before: string, after: string): TakenCoordinate[] {
  const taken = changes.flatMap(({ coordinate, kind }): TakenCoordinate[] =>
    kind === 'ADDED' || !coordinate.includes('.') ? [] : [{ coordinate, kind }],
  );
  const removed = new Set(taken.filter(({ kind }) => kind === 'REMOVED').map(({ coordinate }) => coordinate));
  const is = argumentsOf(after);
  for (const [coordinate, { field, text }] of argumentsOf(before)) {
    const now = is.get(coordinate);
    if (removed.has(field) || now?.text === text) continue;
    taken.push({ coordinate, kind: now === undefined ? 'REMOVED' : 'CHANGED' });
  }
  return taken;
}

/** The most asked first; what nobody asks for comes last, in the order of names. */
export const usageImpact = (
  taken: readonly TakenCoordinate[],
  usesOf: (coordinate: string) => readonly CoordinateUse[],
): UsageImpact[] =>
  taken
    .map((one): UsageImpact => {
      const uses = usesOf(one.coordinate);
      return {
        ...one,
        requests: uses.reduce((sum, { count }) => sum + count, 0),
        errors: uses.reduce((sum, { errors }) => sum + errors, 0),
        apps: new Set(uses.map(({ app }) => app)).size,
        uses: uses.slice(0, MOST_USES),
      };
    })
    .sort((one, other) => other.requests - one.requests || (one.coordinate < other.coordinate ? -1 : 1));

interface Argument {
  readonly field: string;
  readonly text: string;
}

function argumentsOf(sdl: string): Map<string, Argument> {
  const found = new Map<string, Argument>();
  for (const node of parse(sdl, { noLocation: true, maxTokens: MOST_TOKENS }).definitions) {
    const isOfFields =
      node.kind === Kind.OBJECT_TYPE_DEFINITION ||
      node.kind === Kind.OBJECT_TYPE_EXTENSION ||
      node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      node.kind === Kind.INTERFACE_TYPE_EXTENSION;
    if (!isOfFields) continue;
    for (const { name, arguments: own = [] } of node.fields ?? []) {
      const field = `${node.name.value}.${name.value}`;
      for (const argument of own) {
        const { description: _, ...said } = argument;
        found.set(`${field}(${argument.name.value}:)`, { field, text: print(said) });
      }
    }
  }
  return found;
}
