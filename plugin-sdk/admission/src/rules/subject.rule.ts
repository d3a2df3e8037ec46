import type { EgressItem, EgressReport } from '../admission.ts';
import { SUBJECT } from '../egress/compute-egress.ts';
import { additionsOf } from '../graph/additions.ts';
import type { Graph, GraphField } from '../graph/graph.ts';
import { isPairwise, isPairwiseKey, levelOfField } from '../graph/labels.ts';
import { namedType } from '../graph/named-type.ts';
import { possibleTypes } from '../graph/possible-types.ts';
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
  const { byField, namesAsking } = tellingIn(after, egress);
  // Of whoever asks, where nothing else is asked about.
  return byField.has(coordinate) || (namesAsking && after.roots.has(type));
}

interface Telling {
  /** Fields for which something is sent that names somebody. */
  readonly byField: ReadonlySet<string>;
  readonly namesAsking: boolean;
}

const told = new WeakMap<EgressReport, Telling>();

/** Read once: items may be thousands, and so may fields. */
function tellingIn(after: Graph, egress: EgressReport): Telling {
  const known = told.get(egress);
  if (known) return known;
  const names = new Map<string, boolean>();
  const isNamed = ({ coordinate, level }: EgressItem): boolean => {
    const named = names.get(coordinate) ?? (isPairwiseKey(after, coordinate) || level === 'S3' || level === 'S4');
    names.set(coordinate, named);
    return named;
  };
  const byField = egress.items.flatMap((item) => {
    if (item.route === 'argument') return item.via.split('(', 1);
    return item.route !== 'claim' && item.route !== 'edge' && isNamed(item) ? item.via : [];
  });
  const namesAsking = egress.items.some(({ route, coordinate }) => route === 'claim' && coordinate === SUBJECT);
  const telling = { byField: new Set(byField), namesAsking };
  told.set(egress, telling);
  return telling;
}
