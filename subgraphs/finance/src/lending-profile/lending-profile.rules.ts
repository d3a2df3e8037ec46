/** Names the rules below; whoever stores a profile stores this beside it. Changes whenever they do. */
export const LENDING_MODEL = 'citygraph-lending-2026.2';

export const SCORE_BANDS = ['A', 'B', 'C', 'D', 'E'] as const;
export type ScoreBand = (typeof SCORE_BANDS)[number];

export interface LendingProfile {
  readonly scoreBand: ScoreBand;
  readonly explanation: readonly string[];
  readonly modelVersion: string;
}

/** How a firm repaid its loans of the last five years. */
export interface Repayment {
  readonly loans: number;
  readonly instalments: number;
  readonly late: number;
  readonly defaulted: number;
}

interface Reason {
  readonly text: string;
  readonly points: number;
}

const START = 50;
const RATING_POINTS: Readonly<Record<string, number>> = { A: 25, B: 10, C: -10, D: -40 };
/** The least points of each band. */
const BANDS: readonly (readonly [least: number, band: ScoreBand])[] = [
  [85, 'A'],
  [70, 'B'],
  [50, 'C'],
  [30, 'D'],
];

/**
 * What banks may know of a firm as a borrower: a band with every reason and its weight, never the figures behind it. Points
 * are added up from 50; without government's public credit rating a firm is still judged, but never better than C, and one
 * that is listed as dishonest (rating D) never better than D.
 */
export function lendingProfile(creditRating: string | null, repayment: Repayment | null): LendingProfile {
  const reasons = [ratingReason(creditRating), ...repaymentReasons(repayment)];
  const points = reasons.reduce((sum, reason) => sum + reason.points, START);
  const earned = BANDS.find(([least]) => points >= least)?.[1] ?? 'E';
  const ceiling = ceilingOf(creditRating);
  const scoreBand = earned < ceiling ? ceiling : earned;
  return {
    scoreBand,
    explanation: [
      `Every firm starts with ${START} points.`,
      ...reasons.map((reason) => `${reason.text}: ${signed(reason.points)}.`),
      `${points} points make band ${earned}${earned === scoreBand ? '' : `, but never better than ${ceiling} with that rating`}.`,
    ],
    modelVersion: LENDING_MODEL,
  };
}

const isRated = (creditRating: string | null): creditRating is string =>
  creditRating !== null && Object.hasOwn(RATING_POINTS, creditRating);

function ceilingOf(creditRating: string | null): ScoreBand {
  if (!isRated(creditRating)) return 'C';
  return creditRating === 'D' ? 'D' : 'A';
}

function ratingReason(creditRating: string | null): Reason {
  if (!isRated(creditRating)) return { text: 'The public credit rating was not available', points: 0 };
  return { text: `Public credit rating ${creditRating}`, points: RATING_POINTS[creditRating] ?? 0 };
}

function repaymentReasons(repayment: Repayment | null): Reason[] {
  if (repayment === null || repayment.instalments === 0) {
    return [{ text: 'No instalment was due in five years: no repayment history', points: 0 }];
  }
  const { instalments, late, defaulted } = repayment;
  return [
    {
      text: late === 0 ? 'Every instalment was paid on time' : `${share(late / instalments)} of instalments were late`,
      points: punctuality(late / instalments),
    },
    ...(defaulted > 0 ? [{ text: 'A loan was not repaid', points: -30 }] : []),
    ...(instalments >= 24 ? [{ text: 'Two years of instalments or more', points: 5 }] : []),
  ];
}

function punctuality(lateShare: number): number {
  if (lateShare === 0) return 20;
  if (lateShare <= 0.05) return 10;
  return lateShare <= 0.2 ? -5 : -25;
}

/** A band here too: the exact count is the firm's own affair. */
function share(late: number): string {
  if (late <= 0.05) return 'At most 5 %';
  return late <= 0.2 ? '5 to 20 %' : 'More than 20 %';
}

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points));
