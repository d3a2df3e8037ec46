import { Kind, print } from 'graphql';
import { additionsOf } from '../graph/additions.ts';
import { isRefusable, levelOfField } from '../graph/labels.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

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
      const types = { type: print(node.type), nullable: print(node.type.type) };
      yield isShared
        ? draft(coordinate, ['nonnull.shared', 'nonnull'], types)
        : draft(coordinate, ['nonnull.refusable', 'nonnull'], { ...types, level: level ?? '' });
    }
  },
};
