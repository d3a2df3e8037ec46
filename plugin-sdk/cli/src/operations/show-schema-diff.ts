import { CITYGRAPH_DIRECTIVES, FEDERATION_IMPORTS, HUB_SCALARS } from '@citygraph/contract';
import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import type { Review } from './admin.ts';

type Change = NonNullable<Review['schemaDiff']>[number];

/** What the links of a subgraph name; no composition takes another definition of one. */
const LINKED = /^@?(federation|link)__\w+$|^@link$/;
const IMPORTED: ReadonlySet<string> = new Set(FEDERATION_IMPORTS);
/** The city's own, as every plugin has them: one that says something else is shown. */
const CITYS: ReadonlySet<string> = new Set([
  ...Object.values(CITYGRAPH_DIRECTIVES),
  ...HUB_SCALARS.map(({ name }) => `scalar ${name}`),
]);

const isUsual = ({ kind, coordinate, after }: Change): boolean =>
  kind === 'ADDED' && (LINKED.test(coordinate) || IMPORTED.has(coordinate) || CITYS.has(after ?? ''));

/** What a release changes, by coordinate; what comes with the first release of every plugin is counted alone. */
export function showSchemaDiff(changes: readonly Change[], m: Translate): Line[] {
  const told = changes.filter((change) => !isUsual(change));
  const count = changes.length - told.length;
  return [
    ...told.flatMap(({ coordinate, before, after }): Line[] => [
      ...marked('-', 'bad', coordinate, before),
      ...marked('+', 'good', coordinate, after),
    ]),
    ...(count === 0 ? [] : [{ tone: 'dim', text: m('say.usual-left-out', { count }) } as const]),
  ];
}

/** A definition of several lines, one under another. */
const marked = (mark: '-' | '+', tone: 'good' | 'bad', coordinate: string, text: string | null): Line[] =>
  text === null
    ? []
    : text
        .split('\n')
        .map((line, index) => ({ tone, text: index === 0 ? `${mark} ${coordinate}: ${line}` : `${mark}   ${line}` }));
