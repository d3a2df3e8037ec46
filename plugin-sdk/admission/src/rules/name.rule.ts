import { isReservedName, NAMESPACE } from '@citygraph/contract';
import type { Draft, Rule, Submission } from '../rule.ts';
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
      yield draft(
        null,
        `The namespace ${quote(namespace)} does not match ${NAMESPACE.source}.`,
        'Take a short word in lower case, such as "iov".',
      );
    }
    for (const { coordinate, word, place } of document.names) {
      const isReserved = word.startsWith('__') || (word.includes('__') && !coordinate.includes('.'));
      if (isReserved) {
        yield {
          ...draft(coordinate, `${coordinate} has two underscores, as introspection and specs have.`, 'Rename it.'),
          place,
        };
      } else if (INHERITED.has(word)) {
        yield {
          ...draft(coordinate, `${coordinate} is named like what every JavaScript object inherits.`, 'Rename it.'),
          place,
        };
      }
    }
  },
};

function* judgeSubgraphName(own: string, others: readonly string[]): Iterable<Draft> {
  if (!SUBGRAPH_NAME.test(own)) {
    yield draft(
      null,
      `The subgraph's name ${quote(own)} does not match ${SUBGRAPH_NAME.source}.`,
      'Take 3 to 31 lower-case letters, digits and hyphens, a letter first.',
    );
  }
  if (isReservedName(own)) yield draft(null, `The subgraph's name ${own} is reserved.`, "Take your product's name.");
  const twin = others.find((other) => skeleton(other) === skeleton(own));
  if (twin !== undefined) {
    const is = twin === own ? 'is taken' : `looks like ${twin}, which is taken`;
    yield draft(
      null,
      `The subgraph's name ${quote(own)} ${is}.`,
      'Take a name that nobody could confuse with another.',
    );
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

const draft = (coordinate: string | null, message: string, fix: string): Draft => ({ coordinate, message, fix });

const quote = (text: string): string => JSON.stringify(text.slice(0, 60));
