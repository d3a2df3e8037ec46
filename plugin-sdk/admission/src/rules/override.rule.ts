import { type Difference, draft, type Rule } from '../rule.ts';
import { pluginJoins } from './plugin-joins.ts';

/** A field stays with whoever has it: also step by step, also from another plugin, also from a subgraph that is not there yet. */
export const override: Rule<Difference> = {
  name: 'OVERRIDE',
  *judge({ base, after, plugin }) {
    for (const { field, join } of pluginJoins(after, plugin)) {
      if (join.override === null) continue;
      yield draft(field.coordinate, ['override.taken', 'override.take-out'], { owner: join.override });
    }
    for (const type of base.types.values()) {
      for (const field of type.fields.values()) {
        const servers = after.types.get(type.name)?.fields.get(field.name)?.servers;
        const lost = field.servers.find((server) => !servers?.includes(server));
        if (!servers || lost === undefined) continue;
        yield draft(field.coordinate, ['override.lost', 'override.leave'], { owner: lost });
      }
    }
  },
};
