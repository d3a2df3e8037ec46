import { CITYGRAPH_DIRECTIVES } from '@citygraph/contract';
import { type ConstDirectiveNode, Kind } from 'graphql';
import { rootNames } from '../document/places.ts';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';

/**
 * Only owners label (DECISIONS 12). A label that says what the owner's says leaves no trace in the composed graph until the
 * owner changes its mind: so the vendor's own document is read.
 */
export const foreignLabel: Rule<Submission> = {
  name: 'FOREIGN_LABEL',
  *judge({ base, document: { ast } }) {
    const roots = rootNames(ast);
    for (const definition of ast.definitions) {
      if (!('fields' in definition) && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
      for (const type of roots.get(definition.name.value) ?? [definition.name.value]) {
        const known = base.types.get(type);
        if (!known) continue;
        yield* labels(definition.directives, type);
        for (const { name, directives } of definition.fields ?? []) {
          if (known.fields.has(name.value)) yield* labels(directives, `${type}.${name.value}`);
        }
      }
    }
  },
};

function labels(directives: readonly ConstDirectiveNode[] | undefined, coordinate: string): Draft[] {
  return (directives ?? [])
    .map(({ name }) => name.value)
    .filter((name) => Object.hasOwn(CITYGRAPH_DIRECTIVES, name.replace(/^citygraph__/, '')))
    .map((directive) => draft(coordinate, ['foreign-label', 'foreign-label'], { directive }));
}
