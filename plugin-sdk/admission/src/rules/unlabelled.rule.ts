import { additionsOf } from '../graph/additions.ts';
import { levelOfField, writtenLevel } from '../graph/labels.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** A field says how sensitive it is, by its own label or by that of its own type. On another's type only its own counts. */
export const unlabelled: Rule<Difference> = {
  name: 'UNLABELLED',
  *judge({ base, after, plugin }) {
    if (base.labels.sensitivity === null) return;
    for (const field of additionsOf(base, after, plugin).fields) {
      const type = after.types.get(field.type);
      if (type?.node.kind !== 'ObjectTypeDefinition') continue;
      const isShared = base.types.has(field.type) || after.roots.has(field.type);
      if ((isShared ? writtenLevel(after, field.node) : levelOfField(after, field)) !== null) continue;
      yield draft(field.coordinate, ['unlabelled', 'unlabelled'], {});
    }
  },
};
