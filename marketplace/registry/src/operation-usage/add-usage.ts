import { hash } from 'node:crypto';
import type { OperationUsage } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { addCounts } from '../add-counts.ts';
import { hourOf } from '../service-level/windows.ts';
import { UsageDay, UsageHour, UsedCoordinate, UsedDocument } from './operation-usage.entity.ts';

interface MostDocuments {
  readonly all: number;
  readonly each: number;
  /** Of each app, also when others have filled the room; default none. */
  readonly reserved?: number;
}

/**
 * Documents that are told apart, of all and of one app. Whoever writes values into them makes ever new ones: beyond that an app's are counted together, nothing grows, and the
 * others' go on being told apart.
 */
export const MOST_DOCUMENTS: MostDocuments = { all: 20_000, each: 5_000, reserved: 200 };
/** A longer coordinate is nobody's field. */
const LONGEST_COORDINATE = 300;
const DAY_MS = 86_400_000;

/** The one document for all of an app's that are not told apart. */
export const overflowOf = (app: string): string => hash('sha256', `citygraph/other-documents/${app}`, 'hex');

export const dayOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / DAY_MS) * DAY_MS);

/** Adds what a gateway's clients asked to this moment's hour and day. */
export async function addUsage(
  em: EntityManager,
  usage: readonly OperationUsage[],
  now: Date,
  most = MOST_DOCUMENTS,
): Promise<void> {
  const asked = usage.filter(({ count }) => count > 0);
  if (asked.length === 0) return;
  const digests = [...new Set(asked.map(({ digest }) => digest))];
  const known = new Set(
    (await em.find(UsedDocument, { digest: { $in: digests } }, { fields: ['digest'], disableIdentityMap: true })).map(
      ({ digest }) => digest,
    ),
  );
  const fresh = await freshOf(
    em,
    asked.filter(({ digest }) => !known.has(digest)),
    most,
  );
  const told = asked.map((operation) => {
    const app = operation.app ?? '';
    const isTold = known.has(operation.digest) || fresh.has(operation.digest);
    return { ...operation, app, isTold, document: isTold ? operation.digest : overflowOf(app) };
  });
  await keepDocuments(
    em,
    told.filter(({ isTold, digest }) => !isTold || fresh.has(digest)),
    now,
  );
  await em.nativeUpdate(
    UsedDocument,
    { digest: { $in: [...new Set(told.map(({ document }) => document))] }, lastSeen: { $lt: hourOf(now) } },
    { lastSeen: now },
  );
  const counts = summed(told);
  await addCounts(
    em,
    UsageHour,
    counts.map(({ of, add }) => ({ key: { period: hourOf(now), ...of }, add })),
  );
  await addCounts(
    em,
    UsageDay,
    counts.map(({ of, add }) => ({ key: { period: dayOf(now), ...of }, add })),
  );
}

/** Which documents that nobody has sent before are told apart from now on: as many as there is room for, and of each app as many as it has room for. */
async function freshOf(
  em: EntityManager,
  unknown: readonly OperationUsage[],
  { all, each, reserved = 0 }: MostDocuments,
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  if (unknown.length === 0) return fresh;
  const room = all - (await em.count(UsedDocument));
  const kept = new Map<string, number>();
  for (const app of new Set(unknown.map((one) => one.app ?? ''))) kept.set(app, await em.count(UsedDocument, { app }));
  for (const { app, digest } of unknown) {
    const own = kept.get(app ?? '') ?? 0;
    if (fresh.has(digest) || own >= each || (fresh.size >= room && own >= reserved)) continue;
    fresh.add(digest);
    kept.set(app ?? '', own + 1);
  }
  return fresh;
}

type Told = Omit<OperationUsage, 'app'> & { readonly app: string; readonly isTold: boolean; readonly document: string };

async function keepDocuments(em: EntityManager, told: readonly Told[], now: Date): Promise<void> {
  if (told.length === 0) return;
  const documents = new Map(
    told.map(({ app, document, isTold, operationName, cost }) => [
      document,
      {
        digest: document,
        app,
        operationName: isTold ? (operationName?.slice(0, 120) ?? null) : '(other documents)',
        cost: Math.round(cost),
        firstSeen: now,
        lastSeen: now,
      },
    ]),
  );
  const coordinates = new Map(
    told.flatMap(({ document, coordinates, isTold }) => {
      const lastDay = isTold ? null : dayOf(now);
      return coordinates
        .filter((coordinate) => coordinate.length > 0 && coordinate.length <= LONGEST_COORDINATE)
        .map((coordinate) => [`${coordinate}/${document}`, { coordinate, digest: document, lastDay }] as const);
    }),
  );
  await em
    .createQueryBuilder(UsedDocument)
    .insert([...documents.values()])
    .onConflict(['digest'])
    .ignore()
    .execute();
  // Of documents that are counted together each coordinate has a last day of its own.
  const rows = [...coordinates.values()].sort((one, other) => (one.coordinate < other.coordinate ? -1 : 1));
  for (let from = 0; from < rows.length; from += 1_000) {
    await em
      .createQueryBuilder(UsedCoordinate)
      .insert(rows.slice(from, from + 1_000))
      .onConflict(['coordinate', 'digest'])
      .merge(['lastDay'])
      .execute();
  }
}

/** One row for each app and document, however often the report names it. */
function summed(told: readonly Told[]) {
  const sums = new Map<
    string,
    { of: { app: string; digest: string }; add: { count: number; errors: number; cost: number } }
  >();
  for (const { app, document, count, errors, cost } of told) {
    const key = `${document}/${app}`;
    const sum = sums.get(key) ?? { of: { app, digest: document }, add: { count: 0, errors: 0, cost: 0 } };
    sum.add.count += count;
    sum.add.errors += errors;
    sum.add.cost += Math.round(cost) * count;
    sums.set(key, sum);
  }
  return [...sums.values()];
}
