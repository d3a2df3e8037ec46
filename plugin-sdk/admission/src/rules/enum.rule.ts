import type { Difference, Rule } from '../rule.ts';

/** A client that switches over a department's values has seen all of them. */
export const enumRule: Rule<Difference> = {
  name: 'ENUM',
  *judge({ base, after }) {
    for (const type of base.types.values()) {
      const now = after.types.get(type.name);
      for (const value of now?.values.keys() ?? []) {
        if (type.values.has(value)) continue;
        yield {
          coordinate: `${type.name}.${value}`,
          message: `${type.name} would have the value ${value}, which its owner does not know.`,
          fix: `Copy ${type.name} as it is, or define an enum of your own under your namespace.`,
        };
      }
      for (const value of type.values.keys()) {
        if (!now || now.values.has(value)) continue;
        yield {
          coordinate: `${type.name}.${value}`,
          message: `${type.name} would lose the value ${value}: a copy of an enum that arguments take narrows it for everybody.`,
          fix: `Copy ${type.name} with all its values.`,
        };
      }
    }
  },
};
