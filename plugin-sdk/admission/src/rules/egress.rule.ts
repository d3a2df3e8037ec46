import { misspeltPersons, readPersons } from '../egress/read-persons.ts';
import type { GraphField } from '../graph/graph.ts';
import { isPairwiseKey, levelOf } from '../graph/labels.ts';
import { namedType } from '../graph/named-type.ts';
import type { Difference, Rule } from '../rule.ts';

/** What a plugin is told, it has asked for in so many words, no less and no more. */
export const egressRule: Rule<Difference> = {
  name: 'EGRESS',
  *judge({ request, document, after, plugin, egress }) {
    const manifest = request.manifest ?? null;
    for (const coordinate of egress.undeclared) {
      const items = egress.items.filter((item) => item.coordinate === coordinate);
      const routes = items.map(({ route, via }) => `${route} of ${via}`).join(', ');
      yield {
        coordinate,
        place: document.placeOf(items[0]?.via ?? ''),
        message: `${coordinate} (${levelOf(after, coordinate)}) would be sent to the plugin (${routes}), and its manifest does not declare it.`,
        fix: `Add ${coordinate} to the manifest's data, and say there what for; or do without it.`,
      };
    }
    for (const coordinate of egress.unused) {
      const isSent = egress.items.some((item) => item.coordinate === coordinate);
      yield {
        coordinate,
        message: isSent
          ? `The manifest declares ${coordinate}, which is public and needs no leave.`
          : `The manifest declares ${coordinate}, which nothing in the document would carry to the plugin.`,
        fix: `Take ${coordinate} out of the manifest's data.`,
      };
    }
    for (const text of misspeltPersons(manifest)) {
      yield {
        coordinate: null,
        message: `The manifest's persons.arguments say ${text}.`,
        fix: 'Write Type.field(argument:): Type.key.',
      };
    }
    for (const { argument, field, name, coordinate } of readPersons(manifest)) {
      const [type = '', own = ''] = field.split('.');
      const node = after.types.get(type)?.fields.get(own);
      const isArgument =
        node?.servers.includes(plugin) === true &&
        'arguments' in node.node &&
        node.node.arguments?.some((candidate) => candidate.name.value === name) === true;
      if (isArgument && !isIdOrString(node, name)) {
        yield {
          coordinate: argument,
          message: `${argument} is said to hold ${coordinate}, and is neither ID nor String nor a list of these: what is inside an input object cannot be sealed.`,
          fix: 'Give the key an argument of its own.',
        };
        continue;
      }
      if (isArgument && isPairwiseKey(after, coordinate)) continue;
      yield {
        coordinate: argument,
        message: isArgument
          ? `${argument} is said to hold ${coordinate}, which is nobody's key.`
          : `${argument}, which is said to hold ${coordinate}, is no argument of the plugin's.`,
        fix: 'Name an argument of a field of yours, and the key of a type that is sealed per receiver (@pairwise).',
      };
    }
  },
};

function isIdOrString({ node }: GraphField, argument: string): boolean {
  const found = 'arguments' in node ? node.arguments?.find(({ name }) => name.value === argument) : undefined;
  return found !== undefined && ['ID', 'String'].includes(namedType(found.type));
}
