import type { SubgraphContext } from '@citygraph/kit';
import { bankOf } from '../bank/bank.loader.ts';
import type { LegalEntitySubject } from './legal-entity.access.ts';

/** A legal entity as the hub hands it over: with government's rating when a field requires it. */
export interface LegalEntityRef extends LegalEntitySubject {
  readonly creditRating: string | null;
}

export async function legalEntityReference(
  { uscc, creditRating }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<LegalEntityRef> {
  const { agency } = context.viewer.principal;
  const bank = agency === null ? null : await bankOf(context).load(agency);
  return {
    uscc: String(uscc),
    creditRating: typeof creditRating === 'string' ? creditRating : null,
    askedByBank: bank !== null,
  };
}
