import { CityGraphError } from '@citygraph/contract';
import type { Quality } from '../usage-point/usage-point.entity.ts';

const DAY_MS = 86_400_000;
/** Longest span in one answer: hourly readings of it are 1,488. */
export const MOST_DAYS = 62;

export interface Register {
  readonly at: Date;
  readonly value: number;
  readonly quality: Quality;
}

/** A span of time, half open: [from, to). */
export function assertSpan(from: Date, to: Date): void {
  const fault =
    from >= to
      ? `from must lie before to`
      : to.getTime() - from.getTime() > MOST_DAYS * DAY_MS
        ? `ask for ${MOST_DAYS} days or less at once`
        : null;
  if (fault) throw new CityGraphError('BAD_USER_INPUT', `to: ${fault}.`, { extensions: { argument: 'to' } });
}

/** What was used between registers, in order of time. The first of an exchanged meter begins anew; an interval is as good as its worse end. */
export function intervals(registers: readonly Register[]): Register[] {
  const used: Register[] = [];
  registers.forEach((register, n) => {
    const before = registers[n - 1];
    if (!before || register.quality === 'EXCHANGED') return;
    used.push({
      at: register.at,
      value: Math.round((register.value - before.value) * 1000) / 1000,
      quality: worse(before.quality, register.quality),
    });
  });
  return used;
}

const RANK: readonly Quality[] = ['VALID', 'EXCHANGED', 'ESTIMATED', 'SUSPECT'];
const worse = (a: Quality, b: Quality): Quality => (RANK.indexOf(a) > RANK.indexOf(b) ? a : b);
