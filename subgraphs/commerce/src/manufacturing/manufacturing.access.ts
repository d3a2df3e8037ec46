import { anyOf, representative, type SubjectRule, type TypeAccess } from '@citygraph/kit';

export interface ContractSubject {
  readonly providerUscc: string;
  readonly requesterUscc: string;
}

export const provider: SubjectRule<ContractSubject> = representative(({ providerUscc }) => providerUscc);
export const requester: SubjectRule<ContractSubject> = representative(({ requesterUscc }) => requesterUscc);

/** Only the two firms see what they deal about. */
export const contractAccess: TypeAccess<ContractSubject> = { default: anyOf(provider, requester) };
