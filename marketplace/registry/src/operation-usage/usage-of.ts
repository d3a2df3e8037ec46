import { defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { dayOf } from './add-usage.ts';
import { UsageDay, UsedCoordinate, UsedDocument } from './operation-usage.entity.ts';

/** Who asks for a coordinate, and how often. */
export interface CoordinateUse {
  readonly coordinate: string;
  /** Client id; null: nobody said. */
  readonly app: string | null;
  /** SHA-256 in hex of the document. */
  readonly document: string;
  readonly operationName: string | null;
  readonly count: number;
  readonly errors: number;
  readonly lastDay: Date;
}

const DAY_MS = 86_400_000;
/** What a breaking change is judged by (`BREAKING`). */
export const USAGE_DAYS = 30;
const MOST_AT_ONCE = 500;

/** Use of some coordinates in the last days, the most asked first. */
export async function usageOf(
  em: EntityManager,
  coordinates: readonly string[],
  now: Date,
  days = USAGE_DAYS,
): Promise<CoordinateUse[]> {
  const since = dayOf(new Date(now.getTime() - days * DAY_MS));
  const uses: CoordinateUse[] = [];
  for (let from = 0; from < coordinates.length; from += MOST_AT_ONCE) {
    const named = await findRows(em, UsedCoordinate, {
      coordinate: { $in: coordinates.slice(from, from + MOST_AT_ONCE) },
      $or: [{ lastDay: null }, { lastDay: { $gte: since } }],
    });
    const digests = [...new Set(named.map(({ digest }) => digest))];
    for (let at = 0; at < digests.length; at += MOST_AT_ONCE) {
      const some = { $in: digests.slice(at, at + MOST_AT_ONCE) };
      const [documents, rows] = [
        await findRows(em, UsedDocument, { digest: some }),
        await findRows(em, UsageDay, { digest: some, period: { $gte: since } }),
      ];
      const names = new Map(documents.map(({ digest, operationName }) => [digest, operationName]));
      uses.push(...summed(named, rows, names));
    }
  }
  return uses.sort((one, other) => other.count - one.count || (one.coordinate < other.coordinate ? -1 : 1));
}

/** The same, coordinate by coordinate, for all that is asked for at once. */
export const usesOfCoordinate = defineLoader<string, readonly CoordinateUse[], SubgraphContext>(
  async (coordinates, { em, clock }) => {
    const uses = Map.groupBy(await usageOf(em, coordinates, clock.now()), ({ coordinate }) => coordinate);
    return coordinates.map((coordinate) => uses.get(coordinate) ?? []);
  },
);

function summed(
  named: readonly UsedCoordinate[],
  rows: readonly UsageDay[],
  names: ReadonlyMap<string, string | null>,
): CoordinateUse[] {
  const byDocument = new Map<string, string[]>();
  for (const { coordinate, digest } of named) byDocument.set(digest, [...(byDocument.get(digest) ?? []), coordinate]);
  const sums = new Map<string, CoordinateUse>();
  for (const { digest, app, count, errors, period } of rows) {
    for (const coordinate of byDocument.get(digest) ?? []) {
      const key = `${coordinate}\n${app}\n${digest}`;
      const sum = sums.get(key);
      sums.set(key, {
        coordinate,
        app: app || null,
        document: digest,
        operationName: names.get(digest) ?? null,
        count: (sum?.count ?? 0) + Number(count),
        errors: (sum?.errors ?? 0) + Number(errors),
        lastDay: sum && sum.lastDay > period ? sum.lastDay : period,
      });
    }
  }
  return [...sums.values()];
}
