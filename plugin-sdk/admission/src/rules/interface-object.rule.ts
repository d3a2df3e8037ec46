import { type Difference, draft, type Rule } from '../rule.ts';

/** A field of an interface object is a field of every implementation there will ever be, whoever owns it. */
export const interfaceObject: Rule<Difference> = {
  name: 'INTERFACE_OBJECT',
  *judge({ after, plugin }) {
    for (const { name, joins } of after.types.values()) {
      if (!joins.some(({ subgraph, isInterfaceObject }) => subgraph === plugin && isInterfaceObject)) continue;
      yield draft(name, ['interface-object', 'interface-object'], {});
    }
  },
};
