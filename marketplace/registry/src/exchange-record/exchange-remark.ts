import { registerEnumType } from 'type-graphql';

/** Why evidence is not kept as other evidence is. */
export const ExchangeRemark = { SHORTENED: 'SHORTENED', REPEATED: 'REPEATED', UNREADABLE: 'UNREADABLE' } as const;
export type ExchangeRemark = (typeof ExchangeRemark)[keyof typeof ExchangeRemark];

registerEnumType(ExchangeRemark, {
  name: 'ExchangeRemark',
  description: 'Why a piece of evidence is not kept as others are.',
  valuesConfig: {
    SHORTENED: { description: 'Names in it are longer than any should be, and are found by their digests.' },
    REPEATED: { description: 'The ledger has a record of the same key before it.' },
    UNREADABLE: { description: 'Some of it is missing or is not what a record has there.' },
  },
});
