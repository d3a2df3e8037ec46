import { type Difference, draft, type Rule } from '../rule.ts';

/** Who asks a department for an interface or a union gets what the department knows to be one, and no stranger's things among them. */
export const newImplementation: Rule<Difference> = {
  name: 'NEW_IMPLEMENTATION',
  *judge({ base, after }) {
    for (const type of after.types.values()) {
      const known = base.types.get(type.name);
      for (const name of type.interfaces.keys()) {
        if (known?.interfaces.has(name) || (!known && !base.types.has(name))) continue;
        const message = known ? 'new-implementation.type-of-city' : 'new-implementation.of-city';
        yield draft(type.name, [message, 'new-implementation.implements'], { interface: name });
      }
      for (const member of type.members.keys()) {
        if (!known || known.members.has(member)) continue;
        yield draft(type.name, ['new-implementation.member', 'new-implementation.union'], { member });
      }
      for (const member of known?.members.keys() ?? []) {
        if (type.members.has(member)) continue;
        yield draft(type.name, ['new-implementation.member-lost', 'new-implementation.leave'], { member });
      }
    }
  },
};
