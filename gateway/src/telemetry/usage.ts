import type { OperationUsage } from '@citygraph/contract';
import type { Asked } from './asked-of.ts';

/** What is asked for, by app and operation, counted until it is told. */
export interface UsageCounters {
  /** One execution, and whether its answer held errors. */
  note(app: string | null, operation: Asked, cost: number, hasErrors: boolean): void;
  /** What was asked for most, as much as one report may hold; it is forgotten here. The rest waits. */
  take(): OperationUsage[];
  /** Executions that were counted and had to be forgotten, since the last time. */
  dropped(): number;
}

export interface UsageOptions {
  /** Pairs of app and operation that are kept; of more, those are forgotten that were asked for least. */
  readonly most?: number;
  /** Characters of coordinates in one report. */
  readonly characters?: number;
}

interface Counts {
  count: number;
  errors: number;
  cost: number;
}

interface Entry extends Counts {
  readonly app: string | null;
  readonly operation: Asked;
}

const MOST = 2_000;
const CHARACTERS = 400_000;
/** Forgetting sorts: it is done for a quarter at once. */
const BEYOND = 1.25;
/** A name is a client's to invent. */
const NAME = 100;
/** No app of the registry's has a longer id. */
const APP = 80;

/** Bounded, whatever clients invent: an attacker's thousand documents, asked once each, are forgotten before what is used. */
export function createUsageCounters({ most = MOST, characters = CHARACTERS }: UsageOptions = {}): UsageCounters {
  let operations = new Map<Asked, Map<string | null, Counts>>();
  let size = 0;
  let forgotten = 0;

  const sorted = (): Entry[] => {
    const entries = [...operations].flatMap(([operation, apps]) =>
      [...apps].map(([app, counts]) => ({ app, operation, ...counts })),
    );
    return entries.sort((one, other) => other.count - one.count);
  };
  const keep = (entries: readonly Entry[]): void => {
    operations = new Map();
    size = 0;
    for (const { app, operation, count, errors, cost } of entries) put(app, operation, { count, errors, cost });
  };
  const put = (app: string | null, operation: Asked, counts: Counts): void => {
    let apps = operations.get(operation);
    if (!apps) {
      apps = new Map();
      operations.set(operation, apps);
    }
    apps.set(app, counts);
    size += 1;
  };

  return {
    note(app, operation, cost, hasErrors) {
      const counts = operations.get(operation)?.get(app);
      if (counts) {
        counts.count += 1;
        if (hasErrors) counts.errors += 1;
        if (cost > counts.cost) counts.cost = cost;
        return;
      }
      put(app, operation, { count: 1, errors: hasErrors ? 1 : 0, cost });
      if (size <= most * BEYOND) return;
      const entries = sorted();
      for (const { count } of entries.slice(most)) forgotten += count;
      keep(entries.slice(0, most));
    },
    take() {
      const entries = sorted();
      const told = new Map<string, OperationUsage>();
      let length = 0;
      let at = 0;
      for (; at < entries.length && length < characters; at += 1) {
        const entry = entries[at];
        if (entry === undefined) break;
        length += add(told, entry);
      }
      keep(entries.slice(at));
      return [...told.values()];
    },
    dropped() {
      const count = forgotten;
      forgotten = 0;
      return count;
    },
  };
}

/** An operation of two graphs is one; answers the characters that it takes. */
function add(told: Map<string, OperationUsage>, { app: id, operation, count, errors, cost }: Entry): number {
  const { documentDigest: digest, coordinates } = operation;
  const app = id === null || id === '' ? null : id.slice(0, APP);
  const operationName = operation.name === null ? null : operation.name.slice(0, NAME);
  const key = JSON.stringify([app, digest, operationName]);
  const known = told.get(key);
  told.set(key, {
    app,
    digest,
    operationName,
    coordinates: known ? [...new Set([...known.coordinates, ...coordinates])] : coordinates,
    count: (known?.count ?? 0) + count,
    errors: (known?.errors ?? 0) + errors,
    cost: Math.max(known?.cost ?? 0, cost),
  });
  return coordinates.reduce((sum, { length }) => sum + length, 0);
}
