import type { Finding } from '@citygraph/composition';
import type { Composition } from './composition.entity.ts';
import type { GraphPart } from './graph-part.ts';

/** Who was to be left out was not found out in time. */
export const UNDECIDED = 'UNDECIDED';

/** Nobody knows yet who is to be left out of it. */
export const isUndecided = ({ findings }: Pick<Composition, 'findings'>): boolean =>
  findings.some(({ code }) => code === UNDECIDED);

const MOST_NAMED = 10;

export function undecided(suspects: readonly GraphPart[], mostMs: number): Finding {
  const named = suspects.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = suspects.length > MOST_NAMED ? ` and ${suspects.length - MOST_NAMED} more` : '';
  const message = `Who does not go with the others was not found out within ${Math.round(mostMs / 1_000)} s: it is among ${named.join(', ')}${more}. It is looked for again in ten minutes, and takeOutRelease takes one out before.`;
  return { code: UNDECIDED, message, coordinate: null, composer: 'hub' };
}
