import { createUnionType } from 'type-graphql';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { ResidentType } from '../resident/resident.resolver.ts';

/** Holder of a right or applicant: a person (has an `id`) or a legal entity (has a `uscc`). */
export const Party = createUnionType({
  name: 'Party',
  description: 'A person or a legal entity that holds rights or applies for something.',
  types: () => [ResidentType, LegalEntityType] as const,
  resolveType: (value: object) => ('uscc' in value ? 'LegalEntity' : 'Resident'),
});
