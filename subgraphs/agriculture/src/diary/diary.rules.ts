import { CityGraphError } from '@citygraph/contract';

/** Principal growth stages of the BBCH scale, by their first digit (Julius Kühn-Institut, BBCH Monograph). */
const PRINCIPAL_STAGES = [
  'germination',
  'leaf development',
  'tillering or side shoots',
  'stem elongation',
  'booting or harvestable parts',
  'inflorescence emergence',
  'flowering',
  'fruit development',
  'ripening',
  'senescence',
] as const;

/** `BBCH 89 ripening`. */
export const growthStageText = (bbch: number): string =>
  `BBCH ${String(bbch).padStart(2, '0')} ${PRINCIPAL_STAGES[Math.floor(bbch / 10)]}`;

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** Diaries are written of days that have come. */
export function assertNotInFuture(argument: string, day: string, today: string): void {
  if (day > today) refuse(argument, `${day} has not come yet (today is ${today}).`);
}

/** `2026`, or `2026-2` for a second crop of the year. */
export function parseSeason(text: string): string {
  return /^20\d{2}(-[2-4])?$/.test(text)
    ? text
    : refuse('season', `"${text.slice(0, 12)}" is no season; give a year, or 2026-2 for its second crop.`);
}

interface RunningSeason {
  readonly season?: string | null;
  readonly startedOn?: string | null;
  readonly endedOn?: string | null;
}

/** Seasons follow one another: the last has ended, the next has a later name and begins not before that. */
export function assertMayStart(last: RunningSeason, season: string, startedOn: string): void {
  const year = Number(season.slice(0, 4));
  const began = Number(startedOn.slice(0, 4));
  if (began !== year && began !== year - 1) {
    refuse('startedOn', `season ${season} begins in ${year}, or in autumn ${year - 1}, not on ${startedOn}.`);
  }
  if (!last.season) return;
  if (!last.endedOn) {
    throw new CityGraphError('CONFLICT', `Season ${last.season} of the plot is running; end it first (endSeason).`);
  }
  if (season <= last.season) {
    throw new CityGraphError('CONFLICT', `The plot has had season ${last.season}; name a later one than that.`);
  }
  if (startedOn < last.endedOn) {
    refuse('startedOn', `season ${last.season} ended on ${last.endedOn}; the next begins on that day or later.`);
  }
}

/** The season that runs. */
export function runningSeason(plot: RunningSeason): { season: string; startedOn: string } {
  if (plot.season && plot.startedOn && !plot.endedOn) return { season: plot.season, startedOn: plot.startedOn };
  throw new CityGraphError(
    'CONFLICT',
    plot.season
      ? `Season ${plot.season} of the plot ended on ${plot.endedOn}; start the next one (startSeason).`
      : 'No season of the plot is running; start one (startSeason).',
  );
}

export function assertWithinSeason(
  argument: string,
  day: string,
  { season, startedOn }: { season: string; startedOn: string },
): void {
  if (day < startedOn) refuse(argument, `season ${season} began on ${startedOn}; ${day} lies before that.`);
}

/** What was seen in the field was seen before the harvest. */
export function assertEndsAfter(endedOn: string, lastSeen: string | null | undefined): void {
  if (lastSeen && endedOn < lastSeen) {
    refuse('endedOn', `the crop was seen growing on ${lastSeen}; the season ends on that day or later.`);
  }
}

interface Seen {
  readonly observedOn: string;
  readonly bbch: number;
}

/** A crop does not grow backwards: not below an earlier day's stage, not above a later day's. */
export function assertGrowsOn(others: readonly Seen[], { observedOn, bbch }: Seen): void {
  for (const other of others) {
    const [earlier, later] = other.observedOn < observedOn ? [other.bbch, bbch] : [bbch, other.bbch];
    if (other.observedOn !== observedOn && earlier > later) {
      refuse(
        'bbch',
        `on ${other.observedOn} the crop was at ${other.bbch}, so it cannot be at ${bbch} on ${observedOn}; correct that day first if it is wrong.`,
      );
    }
  }
}

/** A sample says at least one thing. */
export function assertSaysSomething(ph: number | null, organicMatterPct: number | null): void {
  if (ph === null && organicMatterPct === null) refuse('ph', 'give ph, organicMatterPct or both.');
}
