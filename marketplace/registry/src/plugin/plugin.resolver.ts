import { DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, PageArgs, pageOf, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { publisherByHandle, publisherById, type SeenPublisher } from '../publisher/find-publishers.ts';
import { PublisherType } from '../publisher/publisher-type.ts';
import { readAnew } from '../read-anew.ts';
import { createPlugin } from './create-plugin.ts';
import { deprecatePlugin, keepPlugin } from './deprecate-plugin.ts';
import { deprecationOf, hasStable, isLeftOut, pluginByName } from './find-plugins.ts';
import { Plugin } from './plugin.entity.ts';
import type { PluginDeprecation } from './plugin-deprecation.entity.ts';
import { PluginStatus, statusOf } from './plugin-status.ts';
import { PluginDeprecationType, PluginType } from './plugin-type.ts';

const PluginConnection = connectionOf('Plugin', () => PluginType);
const ORDER = [['name', 'asc']] as const;

@Resolver(() => PluginType)
export class PluginResolver {
  @Sensitivity('S1')
  @Query(() => PluginConnection, { nullable: true, description: 'All plugins, in the order of their names.' })
  async plugins(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('publisher', () => ID, { nullable: true, description: 'Only those of the publisher with this handle.' })
    handle: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Plugin>> {
    const publisher = handle == null ? null : await publisherByHandle(context).load(handle);
    const where = handle == null ? {} : { publisherId: publisher?.id ?? '' };
    return pageOf<Plugin>(context.em, Plugin, { where, order: ORDER, first, after });
  }

  @Sensitivity('S1')
  @Query(() => PluginType, { nullable: true, description: 'One plugin; null: there is none with this name.' })
  plugin(@Arg('name', () => ID) name: string, @Ctx() context: SubgraphContext): Promise<Plugin | null> {
    return pluginByName(context).load(name);
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, {
    nullable: true,
    description: 'Make a plugin under one of your namespaces; owners and developers.',
  })
  async createPlugin(
    @Arg('publisher', () => ID, { description: 'Handle of the publisher.' }) publisher: string,
    @Arg('name', () => String, { description: 'Name of its subgraph; never changes.' }) name: string,
    @Arg('namespace', () => String, { description: 'One of the publisher’s; never changes.' }) namespace: string,
    @Arg('title', () => String, { description: 'What people call it.' }) title: string,
    @Arg('description', () => String, { description: 'What it is good for.' }) description: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Arg('titleZh', () => String, { nullable: true, description: 'What people call it, in Chinese.' })
    titleZh: string | null,
    @Arg('descriptionZh', () => String, { nullable: true, description: 'What it is good for, in Chinese.' })
    descriptionZh: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    const wanted = { publisher, name, namespace, title, description, titleZh, descriptionZh };
    return readAnew(pluginByName(context), await createPlugin(em, viewer, wanted, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, {
    nullable: true,
    description:
      'Say that a plugin will end, thirty days away or later; subscribers are told. Nothing is switched off.',
  })
  async deprecatePlugin(
    @Arg('plugin', () => ID) plugin: string,
    @Arg('reason', () => String, { description: 'Why; everybody reads it.' }) reason: string,
    @Arg('sunsetAt', () => DateTimeScalar, { description: 'When it will be withdrawn.' }) sunsetAt: Date,
    @Arg('replacement', () => ID, { nullable: true, description: 'Name of the plugin to use instead.' })
    replacement: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    const wanted = { plugin, reason, sunsetAt, replacement: replacement ?? null };
    const name = await deprecatePlugin(em, viewer, wanted, clock.now());
    deprecationOf(context).clear(name);
    return readAnew(pluginByName(context), name);
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, { nullable: true, description: 'Take the word back that a plugin will end.' })
  async keepPlugin(@Arg('plugin', () => ID) plugin: string, @Ctx() context: SubgraphContext): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    const name = await keepPlugin(em, viewer, plugin, clock.now());
    deprecationOf(context).clear(name);
    return readAnew(pluginByName(context), name);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PublisherType, { nullable: true, description: 'Whose it is.' })
  publisher(@Root() { publisherId }: Plugin, @Ctx() context: SubgraphContext): Promise<SeenPublisher | null> {
    return publisherById(context).load(publisherId);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PluginStatus, { nullable: true, description: 'How it is, for everybody.' })
  async status(@Root() { name, disabled }: Plugin, @Ctx() context: SubgraphContext): Promise<PluginStatus> {
    const [stable, leftOut] = await Promise.all([hasStable(context).load(name), isLeftOut(context).load(name)]);
    return statusOf(disabled, stable === true, leftOut === true);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PluginDeprecationType, { nullable: true, description: 'That it will end; null: it will not.' })
  deprecation(@Root() { name }: Plugin, @Ctx() context: SubgraphContext): Promise<PluginDeprecation | null> {
    return deprecationOf(context).load(name);
  }
}
