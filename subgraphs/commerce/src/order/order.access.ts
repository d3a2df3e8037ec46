import {
  anyOf,
  guardian,
  officer,
  representative,
  type SubjectRule,
  self,
  signedIn,
  type TypeAccess,
  toldElsewhere,
} from '@citygraph/kit';

/** What the rules read of an order and of all that belongs to it. */
export interface TradeSubject {
  readonly buyerId: string;
  readonly sellerUscc: string;
}

/** Who bought, and the guardian of a minor who did. */
export const buyerSide: SubjectRule<TradeSubject> = anyOf(
  self(({ buyerId }) => buyerId),
  guardian(({ buyerId }) => buyerId),
);

export const sellerSide: SubjectRule<TradeSubject> = representative(({ sellerUscc }) => sellerUscc);

/** USCC of the Administration for Market Regulation. */
const MARKET_SUPERVISION = '11220100MB1C105785';

/** An officer of Market Supervision whose case names the seller. */
export const supervisor: SubjectRule<TradeSubject> = officer({
  purposes: ['consumer-protection', 'market-supervision'],
  agencies: [MARKET_SUPERVISION],
  subject: ({ sellerUscc }) => [sellerUscc],
});

/** An officer who looks at taxes, on a case that names the seller. */
const taxOfficer: SubjectRule<TradeSubject> = officer({ purposes: ['tax'], subject: ({ sellerUscc }) => [sellerUscc] });

/** What somebody bought says something of them, whoever looks for it; that an office looked at its sales is the seller's business too. */
const ofTrade: Omit<TypeAccess<TradeSubject>, 'default'> = {
  about: ({ buyerId }) => [buyerId],
  otherSide: ({ sellerUscc }) => [sellerUscc],
};

export const orderAccess: TypeAccess<TradeSubject> = {
  default: anyOf(buyerSide, sellerSide, supervisor),
  ...ofTrade,
};
export const invoiceAccess: TypeAccess<TradeSubject> = {
  default: anyOf(buyerSide, sellerSide, supervisor, taxOfficer),
  ...ofTrade,
};

/** A resident's own orders. */
export const residentAccess: TypeAccess<{ id: string }> = {
  default: anyOf(
    self(({ id }) => id),
    guardian(({ id }) => id),
  ),
  about: ({ id }) => [id],
};

/** Values without a key: whoever holds one came through a guarded field. */
export const throughParent: TypeAccess<unknown> = { default: signedIn, about: toldElsewhere };
