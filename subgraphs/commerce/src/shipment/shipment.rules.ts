import { gs1CheckDigit } from '@citygraph/contract';

/** Extension digit 0 and company prefix 952…: GS1 keeps 952 for demonstrations and examples. */
const PREFIX = '09521234';
const DAY_MS = 86_400_000;
/** Sellers promise to hand goods over within so many days. */
export const PROMISED_DAYS = 7;

/** The serial shipping container code of a running number: 18 digits, the last a check digit. */
export function ssccOf(number: number): string {
  const body = PREFIX + String(number).padStart(9, '0');
  if (body.length !== 17) throw new RangeError(`Shipment ${number} does not fit into a container code.`);
  return body + gs1CheckDigit(body);
}

export const isLate = (placedAt: Date, shippedAt: Date): boolean =>
  shippedAt.getTime() - placedAt.getTime() > PROMISED_DAYS * DAY_MS;
