import { RULE_NAMES } from '../admission.ts';
import type { Case } from './read-cases.ts';

export interface Measured {
  readonly one: Case;
  /** The composers that made a supergraph of it without an error. */
  readonly composedBy: readonly string[];
}

/** The README's table: what the composers alone would let in. */
export function measuredTable(measured: readonly Measured[]): string {
  const count = (some: readonly Measured[], composer: string): number =>
    some.filter(({ composedBy }) => composedBy.includes(composer)).length;
  const row = (title: string, some: readonly Measured[]): string =>
    `| ${title} | ${some.length} | ${count(some, 'apollo')} | ${count(some, 'guild')} |`;
  const byRule = RULE_NAMES.flatMap((rule) => {
    const some = measured.filter(({ one }) => one.expected.some((each) => each.split(' ')[0] === rule));
    return some.length === 0 ? [] : row(`\`${rule}\``, some);
  });
  return [
    "| refused by | documents | composed by Apollo's | by the MIT one |",
    '|---|---|---|---|',
    ...byRule,
    row('**any rule**', measured),
  ].join('\n');
}
