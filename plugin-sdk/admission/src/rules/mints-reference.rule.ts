import { additionsOf } from '../graph/additions.ts';
import { namedType } from '../graph/named-type.ts';
import { possibleTypes } from '../graph/possible-types.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** Who returns another's entity says a key of its own making, and the hub would fetch whatever that key opens. */
export const mintsReference: Rule<Difference> = {
  name: 'MINTS_REFERENCE',
  *judge({ request, base, after, plugin }) {
    const mintable = new Set((request.mintable ?? []).map(String));
    const returnedTypes = new Set<string>();
    for (const { coordinate, node } of additionsOf(base, after, plugin).fields) {
      const returned = namedType(node.type);
      const minted = possibleTypes(after, returned).filter((name) => isEntity(base, name));
      for (const name of minted) {
        returnedTypes.add(name);
        if (mintable.has(name)) continue;
        yield name === returned
          ? draft(coordinate, ['mints-reference', 'mints-reference'], { type: name })
          : draft(coordinate, ['mints-reference.as', 'mints-reference'], { type: name, returned });
      }
    }
    for (const type of request.manifest?.mints ?? []) {
      if (!returnedTypes.has(type)) yield draft(type, ['mints-reference.unused', 'mints-reference.take-out'], {});
    }
  },
};

function isEntity({ types }: Difference['base'], name: string): boolean {
  return types.get(name)?.joins.some(({ key }) => key !== null) ?? false;
}
