import { additionsOf, possibleTypes } from '../graph/additions.ts';
import { namedType } from '../graph/named-type.ts';
import type { Difference, Rule } from '../rule.ts';

/** Who returns another's entity says a key of its own making, and the hub would fetch whatever that key opens. */
export const mintsReference: Rule<Difference> = {
  name: 'MINTS_REFERENCE',
  *judge({ request, base, after, plugin }) {
    const mintable = new Set((request.mintable ?? []).map(String));
    for (const { coordinate, node } of additionsOf(base, after, plugin).fields) {
      const returned = namedType(node.type);
      const minted = possibleTypes(after, returned).filter((name) => isEntity(base, name));
      for (const name of minted) {
        if (mintable.has(name)) continue;
        yield {
          coordinate,
          message: `${coordinate} returns ${name}${name === returned ? '' : ` (as ${returned})`}, which the plugin was not handed: it would make up its key.`,
          fix: `Ask for leave to return ${name}, or return its key as a plain value.`,
        };
      }
    }
  },
};

function isEntity({ types }: Difference['base'], name: string): boolean {
  return types.get(name)?.joins.some(({ key }) => key !== null) ?? false;
}
