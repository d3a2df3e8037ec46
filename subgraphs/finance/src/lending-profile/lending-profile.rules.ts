/** What the model looks at. */
export interface LendingFacts {
  /** Government's public credit rating, A to D; null: none could be had. */
  readonly creditRating: string | null;
  /** Repayment in the last five years; null: the firm has had no loan. */
  readonly repayment: {
    readonly loans: number;
    readonly instalments: number;
    readonly late: number;
    readonly defaulted: number;
  } | null;
}

export interface LendingProfile {
  /** A (best) to E. */
  readonly scoreBand: string;
  /** One sentence a reason, with the points it moved, in the order of the model. */
  readonly explanation: readonly string[];
  readonly modelVersion: string;
}

/** Changes with every change of a figure below, so that a decision can be read again years later. */
export const MODEL_VERSION = 'citygraph-lending-2026.1';

const BASE = 50;
const RATING_POINTS: Readonly<Record<string, number>> = { A: 30, B: 15, C: -10, D: -40 };
const BANDS = [
  [80, 'A'],
  [65, 'B'],
  [50, 'C'],
  [30, 'D'],
  [Number.NEGATIVE_INFINITY, 'E'],
] as const;

/**
 * A score card: a base, points for the public credit rating and for how loans were paid back, and a band. Deterministic and
 * told in full, as the law on automated decisions asks (Personal Information Protection Law, article 24).
 */
export function lendingProfile({ creditRating, repayment }: LendingFacts): LendingProfile {
  const reasons = [...ratingReasons(creditRating), ...repaymentReasons(repayment)];
  const score = reasons.reduce((sum, { points }) => sum + points, BASE);
  const [, scoreBand] = BANDS.find(([least]) => score >= least) ?? [0, 'E'];
  return {
    scoreBand,
    explanation: [
      `${BASE} points to begin with.`,
      ...reasons.map(({ points, reason }) => `${signed(points)}: ${reason}.`),
    ],
    modelVersion: MODEL_VERSION,
  };
}

interface Reason {
  readonly points: number;
  readonly reason: string;
}

function ratingReasons(rating: string | null): Reason[] {
  if (rating === null)
    return [{ points: 0, reason: 'no public credit rating could be had; it was left out of account' }];
  return [{ points: RATING_POINTS[rating] ?? 0, reason: `the public credit rating is ${rating}` }];
}

function repaymentReasons(repayment: LendingFacts['repayment']): Reason[] {
  if (repayment === null) return [{ points: -5, reason: 'no loan has been repaid yet' }];
  const { loans, instalments, late, defaulted } = repayment;
  const reasons: Reason[] = [];
  const share = instalments === 0 ? 0 : late / instalments;
  if (share === 0) reasons.push({ points: 15, reason: `all ${instalments} instalments of five years came on time` });
  else
    reasons.push({
      points: -Math.min(25, Math.ceil(share * 100)),
      reason: `${late} of ${instalments} instalments came late`,
    });
  if (defaulted > 0) reasons.push({ points: -30, reason: `${defaulted} of ${loans} loans were not repaid` });
  return reasons;
}

const signed = (points: number): string => (points < 0 ? `${points}` : `+${points}`);
