import type { Job, SubgraphDefinition } from '@citygraph/kit';
import { administrator } from './administrator.ts';
import { publishing as publishingTables } from './migrations/0010-publishing.ts';
import { nameClaims } from './migrations/0011-name-claims.ts';
import { pluginDeprecations } from './migrations/0012-plugin-deprecations.ts';
import { outbox } from './migrations/0013-outbox.ts';
import { reviews } from './migrations/0014-reviews.ts';
import { pluginGrants } from './migrations/0015-plugin-grants.ts';
import { notifications } from './migrations/0016-notifications.ts';
import { ClaimAlert, NameClaim } from './name-claim/name-claim.entity.ts';
import { claimById, NameClaimResolver } from './name-claim/name-claim.resolver.ts';
import { watchClaims } from './name-claim/watch-claim-clocks.ts';
import { forgetting } from './notification/forget-old-news.ts';
import {
  Notification,
  NotificationExemption,
  NotificationReading,
  PluginFollower,
} from './notification/notification.entity.ts';
import { NotificationResolver, notificationAccess } from './notification/notification.resolver.ts';
import { telling } from './notification/tell-outbox.ts';
import { OutboxEvent } from './outbox/outbox-event.entity.ts';
import { OutboxEventResolver } from './outbox/outbox-event.resolver.ts';
import { pluginByName } from './plugin/find-plugins.ts';
import { HopKeyResolver, hopKeyAccess } from './plugin/hop-key.resolver.ts';
import { publisherOrAdministrator } from './plugin/members-of.ts';
import { PluginResolver } from './plugin/plugin.resolver.ts';
import { PluginDeprecation } from './plugin/plugin-deprecation.entity.ts';
import { releaseById } from './plugin-release/find-releases.ts';
import { pluginReleaseAccess } from './plugin-release/plugin-release.access.ts';
import { PluginReleaseResolver, PublishVerdictResolver } from './plugin-release/plugin-release.resolver.ts';
import { DomainProof } from './publisher/domain-proof.entity.ts';
import { publisherByHandle } from './publisher/find-publishers.ts';
import { FormerMember } from './publisher/former-member.entity.ts';
import { PublisherInvitation } from './publisher/invitation.entity.ts';
import { publisherAccess } from './publisher/publisher.access.ts';
import { PublisherResolver } from './publisher/publisher.resolver.ts';
import { PublisherDomain } from './publisher/publisher-domain.entity.ts';
import { PublisherMutationsResolver } from './publisher/publisher-mutations.resolver.ts';
import { recheckingDomains } from './publisher/recheck-domains.ts';
import { TakenName } from './publisher/taken-name.entity.ts';
import type { RegistryPorts } from './registry-ports.ts';
import { reviewById } from './review/find-reviews.ts';
import { Review, ReviewAlert, ReviewApproval, ReviewComment } from './review/review.entity.ts';
import { ReleaseReviewResolver, ReviewResolver } from './review/review.resolver.ts';
import { ReviewMutationsResolver } from './review/review-mutations.resolver.ts';
import { watchReviews } from './review/watch-review-clocks.ts';
import { delivering } from './webhook/deliver-webhooks.ts';
import { DeletedWebhook, Webhook, WebhookDelivery } from './webhook/webhook.entity.ts';
import { WebhookResolver } from './webhook/webhook.resolver.ts';
import { webhookAccess } from './webhook/webhook-type.ts';
import { Workload } from './workload/workload.entity.ts';
import { ActingWorkloadResolver, WorkloadResolver } from './workload/workload.resolver.ts';

type Part = Pick<SubgraphDefinition, 'entities' | 'migrations' | 'resolvers' | 'references' | 'access' | 'jobs'>;

/** How a stranger's subgraph comes from its publisher to its approval: the nouns of that half of the registry. */
export const publishing = {
  entities: [
    DeletedWebhook,
    DomainProof,
    ClaimAlert,
    FormerMember,
    NameClaim,
    Notification,
    NotificationExemption,
    NotificationReading,
    OutboxEvent,
    PluginDeprecation,
    PluginFollower,
    Webhook,
    WebhookDelivery,
    Review,
    ReviewAlert,
    ReviewApproval,
    ReviewComment,
    PublisherDomain,
    PublisherInvitation,
    TakenName,
    Workload,
  ],
  migrations: [publishingTables, nameClaims, pluginDeprecations, outbox, reviews, pluginGrants, notifications],
  resolvers: [
    NameClaimResolver,
    HopKeyResolver,
    PluginResolver,
    PluginReleaseResolver,
    PublishVerdictResolver,
    ReleaseReviewResolver,
    ReviewMutationsResolver,
    ReviewResolver,
    NotificationResolver,
    OutboxEventResolver,
    WebhookResolver,
    WorkloadResolver,
    ActingWorkloadResolver,
    PublisherResolver,
    PublisherMutationsResolver,
  ],
  references: {
    NameClaim: ({ id }, context) => claimById(context).load(String(id)),
    Plugin: ({ name }, context) => pluginByName(context).load(String(name)),
    PluginRelease: ({ id }, context) => releaseById(context).load(String(id)),
    Publisher: ({ handle }, context) => publisherByHandle(context).load(String(handle)),
    Review: ({ id }, context) => reviewById(context).load(String(id)),
  },
  jobs: [forgetting, telling, watchClaims, watchReviews],
  access: {
    HopKey: hopKeyAccess,
    NameClaim: publisherAccess,
    PluginRelease: pluginReleaseAccess,
    Notification: notificationAccess,
    SetAsideEvent: { default: administrator },
    Webhook: webhookAccess,
    WebhookDelivery: webhookAccess,
    WebhookSecret: webhookAccess,
    Workload: { default: publisherOrAdministrator },
    Review: pluginReleaseAccess,
    ReviewApproval: pluginReleaseAccess,
    ReviewComment: pluginReleaseAccess,
    Publisher: publisherAccess,
    PublisherMember: publisherAccess,
  },
} satisfies Part;

/** What can be done only where the deployment gives what it takes. */
export const jobsWith = ({ client, webhookSecret }: RegistryPorts): readonly Job[] => [
  ...(client ? [recheckingDomains(client)] : []),
  ...(client && webhookSecret ? [delivering({ client, webhookSecret })] : []),
];
