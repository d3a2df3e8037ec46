import type { Difference, Rule } from '../rule.ts';

/** Who asks a department for an interface or a union gets what the department knows to be one, and no stranger's things among them. */
export const newImplementation: Rule<Difference> = {
  name: 'NEW_IMPLEMENTATION',
  *judge({ base, after }) {
    for (const type of after.types.values()) {
      const known = base.types.get(type.name);
      for (const name of type.interfaces.keys()) {
        if (known?.interfaces.has(name) || (!known && !base.types.has(name))) continue;
        yield {
          coordinate: type.name,
          message: `${type.name} would implement ${name}, ${known ? `and ${type.name}` : 'which'} is not the plugin's.`,
          fix: `Take "implements ${name}" out.`,
        };
      }
      for (const member of type.members.keys()) {
        if (!known || known.members.has(member)) continue;
        yield {
          coordinate: type.name,
          message: `${member} would be one of ${type.name}, which is not the plugin's.`,
          fix: `Define a union of your own under your namespace.`,
        };
      }
      for (const member of known?.members.keys() ?? []) {
        if (type.members.has(member)) continue;
        yield {
          coordinate: type.name,
          message: `${member} would no longer be one of ${type.name}.`,
          fix: 'Leave the union alone.',
        };
      }
    }
  },
};
