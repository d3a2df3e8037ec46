import { type Difference, draft, type Rule } from '../rule.ts';

/** A client that switches over a department's values has seen all of them. */
export const enumRule: Rule<Difference> = {
  name: 'ENUM',
  *judge({ base, after }) {
    for (const type of base.types.values()) {
      const now = after.types.get(type.name);
      for (const value of now?.values.keys() ?? []) {
        if (type.values.has(value)) continue;
        yield draft(`${type.name}.${value}`, ['enum.added', 'enum.copy'], { type: type.name, value });
      }
      for (const value of type.values.keys()) {
        if (!now || now.values.has(value)) continue;
        yield draft(`${type.name}.${value}`, ['enum.lost', 'enum.copy-all'], { type: type.name, value });
      }
    }
  },
};
