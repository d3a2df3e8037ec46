import { normalFieldSet } from '../graph/field-set.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** An entity is joined by a key that its owner publishes for joining, and by one only: who has two translates one into the other. */
export const key: Rule<Difference> = {
  name: 'KEY',
  *judge({ base, after, plugin }) {
    for (const type of after.types.values()) {
      const known = base.types.get(type.name);
      if (!known) continue;
      const published = new Set(
        known.joins.flatMap((join) => (join.key !== null && join.isResolvable ? normalFieldSet(join.key) : [])),
      );
      const keys = new Set(
        type.joins.flatMap((join) => (join.subgraph === plugin && join.key !== null ? normalFieldSet(join.key) : [])),
      );
      for (const own of keys) {
        if (published.has(own)) continue;
        yield published.size === 0
          ? draft(type.name, ['key.unpublished', 'key.none'], { own })
          : draft(type.name, ['key.unpublished', 'key.use'], { own, published: [...published].join(', ') });
      }
      if (keys.size > 1) {
        yield draft(type.name, ['key.several', 'key.one'], { count: keys.size, keys: [...keys].join(', ') });
      }
    }
  },
};
