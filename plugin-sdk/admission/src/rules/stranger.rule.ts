import { isTypeUnder } from '@citygraph/contract';
import { type ConstDirectiveNode, Kind } from 'graphql';
import { localName } from '../document/links.ts';
import { rootNames } from '../document/places.ts';
import { FEDERATION } from '../document/specs.ts';
import { draft, type Rule, type Submission } from '../rule.ts';

/**
 * Who copies a type must go with it: composers want both alike, so that its owner could change nothing of it any more. A department's types are copied because people there look after who
 * does; another vendor asked nobody. An entity's key is all that its owner promised.
 */
export const stranger: Rule<Submission> = {
  name: 'NAMESPACE',
  *judge({ request: { namespace, claims, strangers = [] }, base, document: { ast, links } }) {
    if (strangers.length === 0) return;
    const key = localName(links, FEDERATION, 'key') ?? 'key';
    const isKeyed = (directives: readonly ConstDirectiveNode[] | undefined): boolean =>
      directives?.some(({ name }) => name.value === key) === true;
    const roots = rootNames(ast);
    const keyed = new Set(
      ast.definitions.flatMap((one) =>
        'directives' in one && 'name' in one && one.name && isKeyed(one.directives as readonly ConstDirectiveNode[])
          ? [one.name.value]
          : [],
      ),
    );
    const prefix = `${namespace.slice(0, 1).toUpperCase()}${namespace.slice(1)}`;
    const told = new Set<string>();
    for (const definition of ast.definitions) {
      if (!TYPES.has(definition.kind) || !('name' in definition) || !definition.name) continue;
      const name = definition.name.value;
      const joins = base.types.get(name)?.joins ?? [];
      const isTheirs = joins.length > 0 && joins.every(({ subgraph }) => strangers.includes(subgraph));
      if (!isTheirs || roots.has(name) || isTypeUnder(namespace, name) || claims.includes(name)) continue;
      if (told.has(name) || (keyed.has(name) && joins.some((join) => join.key !== null))) continue;
      told.add(name);
      const owner = joins.map(({ subgraph }) => subgraph).join(', ');
      yield draft(name, ['namespace.stranger', 'namespace.stranger'], {
        owner,
        better: `${prefix}${name}`,
      });
    }
  },
};

const TYPES: ReadonlySet<string> = new Set([
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.UNION_TYPE_EXTENSION,
]);
