import type { Difference, Rule } from '../rule.ts';

/** A field of an interface object is a field of every implementation there will ever be, whoever owns it. */
export const interfaceObject: Rule<Difference> = {
  name: 'INTERFACE_OBJECT',
  *judge({ after, plugin }) {
    for (const { name, joins } of after.types.values()) {
      if (!joins.some(({ subgraph, isInterfaceObject }) => subgraph === plugin && isInterfaceObject)) continue;
      yield {
        coordinate: name,
        message: `${name} is joined as an interface object: its fields would appear on every type that implements it.`,
        fix: `Extend the types that you mean, one by one, where their owners allow it.`,
      };
    }
  },
};
