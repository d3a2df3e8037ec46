import { breakings } from './breakings.ts';
import { grants } from './grants.ts';
import { licences } from './licences.ts';
import type { MatterKind, MatterRoom } from './matter.ts';
import { names } from './names.ts';
import { reviews } from './reviews.ts';
import { subscriptions } from './subscriptions.ts';

/** Every kind of matter that somebody decides. */
export const MATTERS: Readonly<Record<MatterKind, MatterRoom>> = {
  review: reviews,
  grant: grants,
  name: names,
  licence: licences,
  subscription: subscriptions,
  breaking: breakings,
};
