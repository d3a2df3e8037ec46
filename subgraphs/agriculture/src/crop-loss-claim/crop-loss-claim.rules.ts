import { CityGraphError } from '@citygraph/contract';

export const CLAIM_STATUSES = ['FILED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** A claim that is not decided yet. */
export const OPEN_STATUSES = ['FILED', 'UNDER_REVIEW'] as const satisfies readonly ClaimStatus[];

/** What crop policies of the city insure against. */
export const PERILS = [
  'HAIL',
  'RAINSTORM',
  'FLOOD',
  'WATERLOGGING',
  'DROUGHT',
  'WINDSTORM',
  'FROST',
  'LANDSLIDE',
  'FIRE',
  'PEST',
  'DISEASE',
  'RODENT',
] as const;
export type Peril = (typeof PERILS)[number];

/** A loss is notified within that many days of being seen, the day itself not counted. */
export const NOTIFY_WITHIN_DAYS = 30;

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** @throws BAD_USER_INPUT with the perils there are. */
export function parsePeril(text: string): Peril {
  return (
    PERILS.find((peril) => peril === text) ??
    refuse('peril', `"${text.slice(0, 20)}" is no insured peril; give one of ${PERILS.join(', ')}.`)
  );
}

/** @throws BAD_USER_INPUT with the statuses there are. */
export function parseClaimStatus(text: string): ClaimStatus {
  return (
    CLAIM_STATUSES.find((status) => status === text) ?? refuse('status', `give one of ${CLAIM_STATUSES.join(', ')}.`)
  );
}

/** The loss was seen, and not so long ago that nobody could look at it any more. */
export function assertNotifiedInTime(observedAt: string, today: string): void {
  if (observedAt > today) refuse('observedAt', `${observedAt} has not come yet (today is ${today}).`);
  const days = (Date.parse(today) - Date.parse(observedAt)) / 86_400_000;
  if (days > NOTIFY_WITHIN_DAYS) {
    refuse('observedAt', `the loss was seen ${days} days ago; it is notified within ${NOTIFY_WITHIN_DAYS} days.`);
  }
}

/** The policy covered that day. */
export function assertCovered(
  observedAt: string,
  { insuredFrom, insuredTo }: { readonly insuredFrom: string; readonly insuredTo: string },
): void {
  if (observedAt < insuredFrom || observedAt > insuredTo) {
    refuse('observedAt', `the policy insures from ${insuredFrom} to ${insuredTo}; ${observedAt} lies outside.`);
  }
}

/** What is claimed once: a loss of a plot to a peril on a day. */
export const lossKey = (plotId: string, peril: Peril, observedOn: string): string => `${plotId} ${peril} ${observedOn}`;

/** An approval names an amount and rests on evidence; a rejection names none. */
export function assertDecidable(
  decision: 'APPROVED' | 'REJECTED',
  amountCents: number | null,
  evidenceCount: number,
): void {
  if (decision === 'REJECTED') {
    if (amountCents !== null) refuse('amountCents', 'a rejected claim pays nothing; leave the amount out.');
    return;
  }
  if (amountCents === null) refuse('amountCents', 'say how much is approved, in cents.');
  if (evidenceCount === 0) {
    throw new CityGraphError(
      'CONFLICT',
      'Nothing shows the loss; a claim is approved on evidence (submitClaimEvidence).',
    );
  }
}
