import { DateTimeScalar } from '@citygraph/contract';
import {
  allowed,
  type Connection,
  connectionOf,
  PageArgs,
  refused,
  Sensitivity,
  type SubgraphContext,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { pluginByName } from '../plugin/find-plugins.ts';
import type { Plugin } from '../plugin/plugin.entity.ts';
import { PluginType } from '../plugin/plugin-type.ts';
import { findNotifications, toldTo } from './find-notifications.ts';
import { followPlugin } from './follow-plugin.ts';
import { Notification } from './notification.entity.ts';
import { officesHeldBy } from './offices.ts';
import { readNotifications } from './read-notifications.ts';

@Sensitivity('S2')
@ObjectType('Notification', {
  description: 'Something that happened, told to one person, who alone reads it, or to whoever may have to act on it.',
})
export class NotificationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What happened, e.g. `review.decided`.' })
  topic?: string;

  @Field(() => String, {
    nullable: true,
    description:
      '`administrators` or `agency:<USCC>`: whose officers are told, since they may have to act; `firm:<USCC>`: whose people are, since their apps use it; null: you are.',
  })
  office?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it happened.' })
  at?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When you read it; null: you have not.' })
  readAt?: Date | null;
}

/** Nobody else's, not even an administrator's; an office's is whoever's holds it at the look. */
export const notificationAccess: TypeAccess<Notification> = {
  default: subjectRule('recipient', (viewer, { recipient, office }) =>
    (office === null ? viewer.principal.subject === recipient : officesHeldBy(viewer).includes(office))
      ? allowed('recipient')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
};

const NotificationConnection = connectionOf('Notification', () => NotificationType);

@Resolver(() => NotificationType)
export class NotificationResolver {
  @Sensitivity('S2')
  @Query(() => NotificationConnection, { nullable: true, description: 'What you were told, the latest first.' })
  notifications(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('unread', () => Boolean, { defaultValue: false, description: 'Only those that you have not read.' })
    unread: boolean,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<Notification>> {
    return findNotifications(em, viewer, { first, after, unread });
  }

  @Sensitivity('S2')
  @Query(() => Int, { nullable: true, description: 'How many you have not read.' })
  unreadNotifications(@Ctx() { em, viewer }: SubgraphContext): Promise<number> {
    return em.count(Notification, toldTo(viewer, { unread: true }));
  }

  @Sensitivity('S2')
  @Mutation(() => Int, { nullable: true, description: 'Say that you have read some; answers how many were unread.' })
  readNotifications(
    @Arg('ids', () => [ID], { description: 'At most 100.' }) ids: string[],
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<number> {
    return readNotifications(em, viewer, ids, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, { nullable: true, description: 'Be told what becomes of a plugin.' })
  async followPlugin(@Arg('plugin', () => ID) plugin: string, @Ctx() context: SubgraphContext): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    return pluginByName(context).load(await followPlugin(em, viewer, { plugin, follow: true }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, { nullable: true, description: 'Be told of a plugin no more.' })
  async unfollowPlugin(
    @Arg('plugin', () => ID) plugin: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    return pluginByName(context).load(await followPlugin(em, viewer, { plugin, follow: false }, clock.now()));
  }

  @Sensitivity('S2')
  @FieldResolver(() => PluginType, { nullable: true, description: 'The plugin that it is about.' })
  plugin(@Root() { plugin }: Notification, @Ctx() context: SubgraphContext): Promise<Plugin | null> | null {
    return plugin === null ? null : pluginByName(context).load(plugin);
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'Why, in the words of who did it.' })
  reason(@Root() { data }: Notification): string | null {
    return typeof data.reason === 'string' ? data.reason : null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'All that is known of it, as JSON.' })
  data(@Root() { data }: Notification): string {
    return JSON.stringify(data);
  }
}
