import type { SubgraphDefinition } from '@citygraph/kit';
import { publishing as publishingTables } from './migrations/0010-publishing.ts';
import { nameClaims } from './migrations/0011-name-claims.ts';
import { pluginDeprecations } from './migrations/0012-plugin-deprecations.ts';
import { outbox } from './migrations/0013-outbox.ts';
import { reviews } from './migrations/0014-reviews.ts';
import { pluginGrants } from './migrations/0015-plugin-grants.ts';
import { NameClaim } from './name-claim/name-claim.entity.ts';
import { claimById, NameClaimResolver } from './name-claim/name-claim.resolver.ts';
import { OutboxEvent } from './outbox/outbox-event.entity.ts';
import { pluginByName } from './plugin/find-plugins.ts';
import { PluginResolver } from './plugin/plugin.resolver.ts';
import { PluginDeprecation } from './plugin/plugin-deprecation.entity.ts';
import { hopKeyAccess } from './plugin-hop-key/hop-key.access.ts';
import { HopKeyResolver } from './plugin-hop-key/hop-key.resolver.ts';
import { releaseById } from './plugin-release/find-releases.ts';
import { pluginReleaseAccess } from './plugin-release/plugin-release.access.ts';
import { PluginReleaseResolver, PublishVerdictResolver } from './plugin-release/plugin-release.resolver.ts';
import { DomainProof } from './publisher/domain-proof.entity.ts';
import { publisherByHandle } from './publisher/find-publishers.ts';
import { PublisherInvitation } from './publisher/invitation.entity.ts';
import { publisherAccess } from './publisher/publisher.access.ts';
import { PublisherResolver } from './publisher/publisher.resolver.ts';
import { PublisherMutationsResolver } from './publisher/publisher-mutations.resolver.ts';
import { TakenName } from './publisher/taken-name.entity.ts';
import { reviewById } from './review/find-reviews.ts';
import { Review, ReviewAlert, ReviewApproval, ReviewComment } from './review/review.entity.ts';
import { ReleaseReviewResolver, ReviewResolver } from './review/review.resolver.ts';
import { ReviewMutationsResolver } from './review/review-mutations.resolver.ts';
import { watchReviews } from './review/watch-review-clocks.ts';

type Part = Pick<SubgraphDefinition, 'entities' | 'migrations' | 'resolvers' | 'references' | 'access' | 'jobs'>;

/** How a stranger's subgraph comes from its publisher to its approval: the nouns of that half of the registry. */
export const publishing = {
  entities: [
    DomainProof,
    NameClaim,
    OutboxEvent,
    PluginDeprecation,
    Review,
    ReviewAlert,
    ReviewApproval,
    ReviewComment,
    PublisherInvitation,
    TakenName,
  ],
  migrations: [publishingTables, nameClaims, pluginDeprecations, outbox, reviews, pluginGrants],
  resolvers: [
    NameClaimResolver,
    PluginResolver,
    PluginReleaseResolver,
    PublishVerdictResolver,
    ReleaseReviewResolver,
    ReviewMutationsResolver,
    ReviewResolver,
    PublisherResolver,
    PublisherMutationsResolver,
    HopKeyResolver,
  ],
  references: {
    NameClaim: ({ id }, context) => claimById(context).load(String(id)),
    Plugin: ({ name }, context) => pluginByName(context).load(String(name)),
    PluginRelease: ({ id }, context) => releaseById(context).load(String(id)),
    Publisher: ({ handle }, context) => publisherByHandle(context).load(String(handle)),
    Review: ({ id }, context) => reviewById(context).load(String(id)),
  },
  jobs: [watchReviews],
  access: {
    HopKey: hopKeyAccess,
    NameClaim: publisherAccess,
    PluginRelease: pluginReleaseAccess,
    Review: pluginReleaseAccess,
    ReviewApproval: pluginReleaseAccess,
    ReviewComment: pluginReleaseAccess,
    Publisher: publisherAccess,
    PublisherMember: publisherAccess,
  },
} satisfies Part;
