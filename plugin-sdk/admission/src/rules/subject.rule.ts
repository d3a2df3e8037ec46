import { SUBJECT } from '../egress/compute-egress.ts';
import { additionsOf, possibleTypes } from '../graph/additions.ts';
import type { GraphField } from '../graph/graph.ts';
import { isPairwise, isPairwiseKey, levelOfField } from '../graph/labels.ts';
import { namedType } from '../graph/named-type.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** Who sees what is personal is written down with whose it is, and only departments, keys of people and whoever asks say that. What nobody is named for, nobody finds in the evidence. */
export const subject: Rule<Difference> = {
  name: 'SUBJECT',
  *judge(difference) {
    const { base, after, plugin } = difference;
    if (base.labels.sensitivity === null) return;
    const { fields } = additionsOf(base, after, plugin);
    const isOwn = (type: string): boolean => !base.types.has(type) && !after.roots.has(type);
    const isPersonal = (field: GraphField): boolean => ['S3', 'S4'].includes(levelOfField(after, field) ?? '');
    const objects = fields.filter(({ type }) => after.types.get(type)?.node.kind === 'ObjectTypeDefinition');
    /** Fields by which one comes to a type of the plugin's own without knowing of whom one asks; the first to each. */
    const ways = new Map<string, string>();
    const leadOn = (field: GraphField, from: string): void => {
      for (const type of possibleTypes(after, namedType(field.node.type))) {
        if (!isOwn(type) || ways.has(type)) continue;
        ways.set(type, from);
        // Whoever is told of the field that leads there need not be told of what is behind it.
        for (const next of objects) if (next.type === type && !isPersonal(next)) leadOn(next, from);
      }
    };
    for (const field of objects) {
      if (isOwn(field.type) || saysWhose(field, difference)) continue;
      if (!isPersonal(field)) leadOn(field, field.coordinate);
      else yield draft(field.coordinate, ['subject', 'subject'], { level: levelOfField(after, field) ?? '' });
    }
    for (const field of objects) {
      const way = ways.get(field.type);
      if (way === undefined || !isPersonal(field)) continue;
      yield draft(field.coordinate, ['subject.behind', 'subject'], { level: levelOfField(after, field) ?? '', way });
    }
  },
};

/** Does what a plugin is sent for a field, or what its token says, name whose the answer is? */
function saysWhose({ coordinate, type }: GraphField, { after, egress }: Difference): boolean {
  if (isPairwise(after, after.types.get(type))) return true;
  return egress.items.some((item) => {
    // Of whoever asks, where nothing else is asked about.
    if (item.route === 'claim') return after.roots.has(type) && item.coordinate === SUBJECT;
    if (item.route === 'argument') return item.via.startsWith(`${coordinate}(`);
    const isTold = isPairwiseKey(after, item.coordinate) || item.level === 'S3' || item.level === 'S4';
    return item.via === coordinate && item.route !== 'edge' && isTold;
  });
}
