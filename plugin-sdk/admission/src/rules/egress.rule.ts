import { misspeltPersons, readPersons } from '../egress/read-persons.ts';
import type { GraphField } from '../graph/graph.ts';
import { isPairwiseKey, levelOf } from '../graph/labels.ts';
import { namedType } from '../graph/named-type.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** Of one coordinate: it may be sent by a thousand fields. */
const WAYS_TOLD = 20;

/** What a plugin is told, it has asked for in so many words, no less and no more. */
export const egressRule: Rule<Difference> = {
  name: 'EGRESS',
  *judge({ request, document, after, plugin, egress }) {
    const manifest = request.manifest ?? null;
    for (const coordinate of egress.undeclared) {
      const items = egress.items.filter((item) => item.coordinate === coordinate);
      const ways = items.slice(0, WAYS_TOLD).map(({ route, via }) => `${route}: ${via}`);
      const routes = [...ways, ...(items.length > WAYS_TOLD ? ['…'] : [])].join(', ');
      const level = levelOf(after, coordinate);
      const place = document.placeOf(items[0]?.via ?? '');
      yield draft(coordinate, ['egress.undeclared', 'egress.declare'], { level, routes }, { place });
    }
    for (const coordinate of egress.unused) {
      const isSent = egress.items.some((item) => item.coordinate === coordinate);
      yield draft(coordinate, [isSent ? 'egress.public' : 'egress.unused', 'egress.take-out'], {});
    }
    for (const text of misspeltPersons(manifest)) {
      yield draft(null, ['egress.misspelt', 'egress.write'], { said: text });
    }
    for (const { argument, field, name, coordinate } of readPersons(manifest)) {
      const [type = '', own = ''] = field.split('.');
      const node = after.types.get(type)?.fields.get(own);
      const isArgument =
        node?.servers.includes(plugin) === true &&
        'arguments' in node.node &&
        node.node.arguments?.some((candidate) => candidate.name.value === name) === true;
      if (isArgument && !isIdOrString(node, name)) {
        yield draft(argument, ['egress.inside', 'egress.own-argument'], { key: coordinate });
        continue;
      }
      if (isArgument && isPairwiseKey(after, coordinate)) continue;
      const message = isArgument ? 'egress.no-key' : 'egress.no-argument';
      yield draft(argument, [message, 'egress.name'], { key: coordinate });
    }
  },
};

function isIdOrString({ node }: GraphField, argument: string): boolean {
  const found = 'arguments' in node ? node.arguments?.find(({ name }) => name.value === argument) : undefined;
  return found !== undefined && ['ID', 'String'].includes(namedType(found.type));
}
