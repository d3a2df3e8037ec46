import { Kind, print } from 'graphql';
import { additionsOf } from '../graph/additions.ts';
import { isRefusable, levelOfField } from '../graph/labels.ts';
import type { Difference, Rule } from '../rule.ts';

/** A field that may fail or be refused is nullable at its outermost position: otherwise its null takes its parent along. */
export const nonnull: Rule<Difference> = {
  name: 'NONNULL',
  *judge({ base, after, plugin }) {
    for (const field of additionsOf(base, after, plugin).fields) {
      const { coordinate, type, node } = field;
      if (node.type.kind !== Kind.NON_NULL_TYPE) continue;
      const isShared = base.types.has(type) || after.roots.has(type);
      const level = levelOfField(after, field);
      if (!isShared && !isRefusable(level)) continue;
      yield {
        coordinate,
        message: isShared
          ? `${coordinate} is ${print(node.type)}: an outage of the plugin would void what the city answers around it.`
          : `${coordinate} is ${print(node.type)} and ${level}: where it is refused, its null would void what is around it.`,
        fix: `Make it ${print(node.type.type)}.`,
      };
    }
  },
};
