import { officer, type SubjectRule } from '@citygraph/kit';
import { MARKET_SUPERVISION } from '../farm/farm.access.ts';

export interface InspectedBatch {
  readonly gtin: string;
  readonly brandOwnerUscc: string;
  /** Village that the inspection takes place in. */
  readonly villageCode: string;
}

/** An inspector whose case names the product or its brand owner, in the inspector's own part of the city. */
export const inspectsBatch: SubjectRule<InspectedBatch> = officer({
  purposes: ['market-supervision'],
  agencies: [MARKET_SUPERVISION],
  subject: ({ gtin, brandOwnerUscc }) => [gtin, brandOwnerUscc],
  divisionOf: ({ villageCode }) => villageCode,
});
