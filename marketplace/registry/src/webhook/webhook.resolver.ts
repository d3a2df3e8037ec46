import { CityGraphError } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  PageArgs,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { clientOf } from '../guarded-client.ts';
import { READING } from '../publisher/publisher.rules.ts';
import {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  replayDelivery,
  rotateWebhookSecret,
  testWebhook,
} from './keep-webhooks.ts';
import { Webhook, WebhookDelivery } from './webhook.entity.ts';
import { ownerOf } from './webhook-owner.ts';
import { webhookSecret } from './webhook-signature.ts';
import { type Kept, WebhookDeliveryType, WebhookSecretType, WebhookType } from './webhook-type.ts';

const WebhookDeliveryConnection = connectionOf('WebhookDelivery', () => WebhookDeliveryType);
const NEWEST_FIRST = [
  ['createdAt', 'desc'],
  ['id', 'asc'],
] as const;

type KeptWebhook = Webhook & Kept;
type Secret = Kept & { readonly secret: string; readonly webhook: KeptWebhook };

const KEY = { nullable: true, description: 'A repeat under the same key does nothing new.' };
const PUBLISHER = { nullable: true, description: 'Handle of a publisher; or give an app or an agency.' };
const APP = { nullable: true, description: 'Client id of an app; or give a publisher or an agency.' };
const AGENCY = {
  nullable: true,
  description: 'USCC of an agency, which hears what its officers may have to decide; or give a publisher or an app.',
};

/** The webhook after an act of who keeps it. */
async function kept({ em }: SubgraphContext, act: Promise<string>): Promise<KeptWebhook | null> {
  const [webhook] = await findRows(em, Webhook, { id: await act });
  return webhook ? { ...webhook, isKept: true } : null;
}

async function withSecret(context: SubgraphContext, act: Promise<string>): Promise<Secret | null> {
  const { webhookSecret: master } = context as SubgraphContext & { readonly webhookSecret?: Uint8Array };
  if (!master) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without a secret for webhooks.');
  const webhook = await kept(context, act);
  return webhook && { isKept: true, secret: webhookSecret(master, webhook.id, webhook.secretNumber), webhook };
}

@Resolver(() => WebhookType)
export class WebhookResolver {
  @Sensitivity('S2')
  @Query(() => [WebhookType], {
    nullable: true,
    description: 'Webhooks of a publisher, an app or an agency, at most ten.',
  })
  async webhooks(
    @Arg('publisher', () => ID, PUBLISHER) publisher: string | null,
    @Arg('app', () => ID, APP) app: string | null,
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<KeptWebhook[]> {
    const named = { publisher: publisher ?? null, app: app ?? null, agency: agency ?? null };
    const owner = await ownerOf(em, viewer, named, READING);
    const webhooks = await findRows(em, Webhook, { ...owner }, { orderBy: { createdAt: 'asc', id: 'asc' } });
    return webhooks.map((webhook) => ({ ...webhook, isKept: true }));
  }

  @Sensitivity('S2')
  @Mutation(() => WebhookSecretType, {
    nullable: true,
    description: 'Say where your own server hears what happens, as Standard Webhooks. The secret is shown here alone.',
  })
  createWebhook(
    @Arg('url', () => String, { description: 'https, public.' }) url: string,
    @Arg('publisher', () => ID, PUBLISHER) publisher: string | null,
    @Arg('app', () => ID, APP) app: string | null,
    @Arg('agency', () => ID, AGENCY) agency: string | null,
    @Arg('topics', () => [String], {
      defaultValue: [],
      description: 'Of release, review, grant, plugin, rollout, subscription, claim, incident; none: all.',
    })
    topics: string[],
    @Arg('plugins', () => [ID], {
      defaultValue: [],
      description: 'Of an app’s: the plugins it hears of; none: those that it subscribed to.',
    })
    plugins: string[],
    @Arg('idempotencyKey', () => ID, KEY) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Secret | null> {
    const { em, viewer, clock } = context;
    const owner = { publisher: publisher ?? null, app: app ?? null, agency: agency ?? null };
    const wanted = { ...owner, url, topics, plugins };
    return withSecret(context, createWebhook(em, viewer, wanted, key, clientOf(context), clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => WebhookSecretType, {
    nullable: true,
    description: 'Get a new secret; for a day messages are signed with the one before as well.',
  })
  rotateWebhookSecret(
    @Arg('id', () => ID) id: string,
    @Arg('number', () => Int, {
      description: 'The new secret’s: `Webhook.secretNumber` and one more; a repeat changes nothing.',
    })
    number: number,
    @Ctx() context: SubgraphContext,
  ): Promise<Secret | null> {
    const { em, viewer, clock } = context;
    return withSecret(context, rotateWebhookSecret(em, viewer, { id, number }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => WebhookType, { nullable: true, description: 'Let a webhook hear again that failed for long.' })
  enableWebhook(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<KeptWebhook | null> {
    const { em, viewer, clock } = context;
    return kept(context, enableWebhook(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => WebhookType, { nullable: true, description: 'Send a message that says nothing, to see it arrive.' })
  testWebhook(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<KeptWebhook | null> {
    const { em, viewer, clock } = context;
    return kept(context, testWebhook(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => WebhookType, { nullable: true, description: 'Send a message again, under its own id.' })
  replayDelivery(
    @Arg('id', () => ID, { description: 'Key of the delivery.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<KeptWebhook | null> {
    const { em, viewer, clock } = context;
    return kept(context, replayDelivery(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description: 'Forget a webhook and all that was to be sent to it. Again, it stays forgotten.',
  })
  deleteWebhook(@Arg('id', () => ID) id: string, @Ctx() { em, viewer, clock }: SubgraphContext): Promise<string> {
    return deleteWebhook(em, viewer, id, clock.now());
  }

  @Sensitivity('S2')
  @FieldResolver(() => WebhookDeliveryConnection, { nullable: true, description: 'Its messages, the latest first.' })
  async deliveries(
    @Root() { id, isKept }: KeptWebhook,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<WebhookDelivery & Kept>> {
    const page = await pageOf<WebhookDelivery>(em, WebhookDelivery, {
      where: { webhookId: id },
      order: NEWEST_FIRST,
      first,
      after,
    });
    return pageWith(page, async (deliveries) => deliveries.map((delivery) => ({ ...delivery, isKept })));
  }
}
