import { isReservedName, NAMESPACE } from '@citygraph/contract';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';
import { CONFUSABLE_DIGITS } from './confusables.ts';

const SUBGRAPH_NAME = /^[a-z][a-z0-9-]{2,30}$/;
/** What every object in JavaScript has: a program that looks such a field up in a plain object finds something else. */
export const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype).concat('prototype'));

/** A subgraph, and everything it adds, has a name that cannot be taken for another. */
export const name: Rule<Submission> = {
  name: 'NAME',
  *judge({ request: { plugin, namespace, base }, document }) {
    yield* judgeSubgraphName(
      String(plugin.name),
      base.map((subgraph) => subgraph.name),
    );
    if (!NAMESPACE.test(namespace)) {
      const said = { name: quote(namespace), pattern: NAMESPACE.source };
      yield draft(null, ['name.namespace', 'name.namespace'], said);
    }
    for (const { coordinate, word, place } of document.names) {
      const isReserved = word.startsWith('__') || (word.includes('__') && !coordinate.includes('.'));
      if (isReserved) {
        yield draft(coordinate, ['name.underscores', 'name.rename'], {}, { place });
      } else if (INHERITED.has(word)) {
        yield draft(coordinate, ['name.inherited', 'name.rename'], {}, { place });
      }
    }
  },
};

function* judgeSubgraphName(own: string, others: readonly string[]): Iterable<Draft> {
  if (!SUBGRAPH_NAME.test(own)) {
    yield draft(null, ['name.subgraph', 'name.letters'], { name: quote(own), pattern: SUBGRAPH_NAME.source });
  }
  if (isReservedName(own)) yield draft(null, ['name.reserved', 'name.product'], { name: own });
  const twin = others.find((other) => skeleton(other) === skeleton(own));
  if (twin !== undefined) {
    yield twin === own
      ? draft(null, ['name.taken', 'name.clear'], { name: quote(own) })
      : draft(null, ['name.alike', 'name.clear'], { name: quote(own), other: twin });
  }
}

/** The same for names that look alike. */
function skeleton(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return [...plain]
    .map((character) => CONFUSABLE_DIGITS[character] ?? character)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 60));
