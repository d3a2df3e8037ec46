import { anyOf, officer, representative, type TypeAccess } from '@citygraph/kit';

const firm = representative<{ uscc: string }>(({ uscc }) => uscc);

/** A firm's trade is its own; its turnover, as a band, also a lender's or tax officer's whose case names the firm. */
export const legalEntityAccess: TypeAccess<{ uscc: string }> = {
  default: firm,
  about: ({ uscc }) => [uscc],
  fields: {
    invoiceTurnover: anyOf(firm, officer({ purposes: ['credit-assessment', 'tax'], subject: ({ uscc }) => [uscc] })),
  },
};
