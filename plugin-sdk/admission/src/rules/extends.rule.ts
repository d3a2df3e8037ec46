import { additionsOf } from '../graph/additions.ts';
import type { GraphField } from '../graph/graph.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** What a plugin adds to others' types its manifest says, no less and no more: people read the manifest, and the graph follows the document. */
export const extendsRule: Rule<Difference> = {
  name: 'EXTENDS',
  *judge(difference) {
    const declared = difference.request.manifest?.extends;
    if (declared === undefined) return;
    const added = addedTo(difference);
    for (const [type, coordinate] of added) {
      if (!declared.includes(type)) yield draft(coordinate, ['extends.undeclared', 'extends.declare'], { type });
    }
    for (const type of declared) {
      if (added.has(type)) continue;
      const isKnown = difference.base.types.has(type);
      yield draft(type, [isKnown ? 'extends.unused' : 'extends.unknown', 'extends.take-out'], {});
    }
  },
};

/** Others' types that the plugin adds fields to, each with the first of them. Root types are everybody's. */
function addedTo({ base, after, plugin }: Difference): ReadonlyMap<string, GraphField['coordinate']> {
  const first = new Map<string, string>();
  for (const { type, coordinate } of additionsOf(base, after, plugin).fields) {
    if (base.types.has(type) && !after.roots.has(type) && !first.has(type)) first.set(type, coordinate);
  }
  return first;
}
