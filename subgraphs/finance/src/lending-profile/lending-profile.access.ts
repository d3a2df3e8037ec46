import { anyOf, officer, representative, signedIn, type TypeAccess } from '@citygraph/kit';

const firm = representative<{ uscc: string }>(({ uscc }) => uscc);

/** The firm's own representative; its profile is for a lender's officer as well, whose case names the firm. */
export const legalEntityAccess: TypeAccess<{ uscc: string }> = {
  default: firm,
  fields: {
    lendingProfile: anyOf(firm, officer({ purposes: ['credit-assessment'], subject: ({ uscc }) => [uscc] })),
  },
};

/** A profile has no key: whoever holds one came through the firm's guarded field. */
export const lendingProfileAccess: TypeAccess<unknown> = { default: signedIn };
