import type { SubgraphDefinition } from '@citygraph/kit';
import { publishing as publishingTables } from './migrations/0010-publishing.ts';
import { nameClaims } from './migrations/0011-name-claims.ts';
import { NameClaim } from './name-claim/name-claim.entity.ts';
import { claimById, NameClaimResolver } from './name-claim/name-claim.resolver.ts';
import { DomainProof } from './publisher/domain-proof.entity.ts';
import { publisherByHandle } from './publisher/find-publishers.ts';
import { PublisherInvitation } from './publisher/invitation.entity.ts';
import { publisherAccess } from './publisher/publisher.access.ts';
import { PublisherResolver } from './publisher/publisher.resolver.ts';
import { PublisherMutationsResolver } from './publisher/publisher-mutations.resolver.ts';
import { TakenName } from './publisher/taken-name.entity.ts';

type Part = Pick<SubgraphDefinition, 'entities' | 'migrations' | 'resolvers' | 'references' | 'access'>;

/** How a stranger's subgraph comes from its publisher to its approval: the nouns of that half of the registry. */
export const publishing = {
  entities: [DomainProof, NameClaim, PublisherInvitation, TakenName],
  migrations: [publishingTables, nameClaims],
  resolvers: [NameClaimResolver, PublisherResolver, PublisherMutationsResolver],
  references: {
    NameClaim: ({ id }, context) => claimById(context).load(String(id)),
    Publisher: ({ handle }, context) => publisherByHandle(context).load(String(handle)),
  },
  access: { NameClaim: publisherAccess, Publisher: publisherAccess, PublisherMember: publisherAccess },
} satisfies Part;
