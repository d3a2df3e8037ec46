import DataLoader from 'dataloader';

/**
 * A batch function, and one DataLoader of it per request context: keys asked for in one tick are loaded together, and an
 * object is loaded once per request. `batch` answers in the order of its keys; null: no such object.
 */
export function defineLoader<K, V, C extends object>(
  batch: (keys: readonly K[], context: C) => Promise<readonly (V | Error | null)[]>,
): (context: C) => DataLoader<K, V | null> {
  const loaders = new WeakMap<C, DataLoader<K, V | null>>();
  return (context) => {
    let loader = loaders.get(context);
    if (!loader) {
      loader = new DataLoader<K, V | null>((keys) => batch(keys, context) as Promise<(V | Error | null)[]>, {
        maxBatchSize: 500,
      });
      loaders.set(context, loader);
    }
    return loader;
  };
}

/** Puts rows into the order of `keys`, null where there is none: what a loader's batch must answer. */
export function alignRows<K, R>(keys: readonly K[], rows: readonly R[], keyOf: (row: R) => K): (R | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Groups rows by key in the order of `keys`, an empty list where there is none. */
export function groupRows<K, R>(keys: readonly K[], rows: readonly R[], keyOf: (row: R) => K): R[][] {
  const byKey = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = byKey.get(key);
    if (group) group.push(row);
    else byKey.set(key, [row]);
  }
  return keys.map((key) => byKey.get(key) ?? []);
}
