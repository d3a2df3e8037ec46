import { CityGraphError, formatOffsetDateTime } from '@citygraph/contract';

export interface RunningShare {
  readonly until: Date;
  readonly endedAt: Date | null;
}

/** A share runs until its day, or until it was ended. */
export const isRunning = ({ until, endedAt }: RunningShare, now: Date): boolean => endedAt === null && until > now;

/** Nobody shares for ever: a year at most, then one is asked again. */
export function assertUntil(until: Date, now: Date): void {
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() + 1);
  if (until > now && until <= limit) return;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `until: ${formatOffsetDateTime(until)} is ${until > now ? 'more than a year away' : 'over'}; give a moment up to ${formatOffsetDateTime(limit)}.`,
    { extensions: { argument: 'until' } },
  );
}
