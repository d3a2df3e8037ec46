import { type Difference, draft, type Rule } from '../rule.ts';
import { pluginJoins } from './plugin-joins.ts';

/** With `@provides` a plugin answers another's field on one path, where no other rule would look for it. */
export const provides: Rule<Difference> = {
  name: 'PROVIDES',
  *judge({ after, plugin }) {
    for (const { field, join } of pluginJoins(after, plugin)) {
      if (join.provides === null) continue;
      yield draft(field.coordinate, ['provides', 'provides'], { fields: join.provides });
    }
  },
};
