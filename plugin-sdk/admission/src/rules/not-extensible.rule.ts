import { additionsOf } from '../graph/additions.ts';
import { isExtensible } from '../graph/labels.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** An owner says which of its types others may add to. A graph without the hub's labels has nobody who could say it. */
export const notExtensible: Rule<Difference> = {
  name: 'NOT_EXTENSIBLE',
  *judge({ base, after, plugin }) {
    if (base.labels.extensible === null) return;
    for (const { coordinate, type: name } of additionsOf(base, after, plugin).fields) {
      const type = base.types.get(name);
      if (!type || after.roots.has(name) || isExtensible(base, type)) continue;
      yield draft(coordinate, ['not-extensible', 'not-extensible'], { type: name });
    }
  },
};
