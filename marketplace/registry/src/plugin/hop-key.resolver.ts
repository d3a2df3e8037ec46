import type { HopChannel } from '@citygraph/contract';
import { allowed, refused, Sensitivity, type SubgraphContext, subjectRule, type TypeAccess } from '@citygraph/kit';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { lastDecision } from '../graph-set/last-decision.ts';
import { readAnew } from '../read-anew.ts';
import { pluginByName } from './find-plugins.ts';
import { type HopKey, hopMasterOf, replaceHopKey, rotateHopKey, showHopKey } from './hop-key.ts';
import type { Plugin } from './plugin.entity.ts';
import { PluginType } from './plugin-type.ts';

const HopChannelEnum = { STABLE: 'stable', SANDBOX: 'sandbox' } as const;

registerEnumType(HopChannelEnum, {
  name: 'HopChannel',
  description: 'Where a plugin’s requests come from.',
  valuesConfig: {
    STABLE: { description: 'What everybody asks, and releases that are tried on some.' },
    SANDBOX: { description: 'What developers ask.' },
  },
});

@Sensitivity('S2')
@ObjectType('HopKey', { description: 'What the hub signs a plugin’s requests with; for owners of its publisher.' })
class HopKeyType {
  @Field(() => String, { nullable: true, description: '`air-quality.stable.1`: what requests name.' })
  keyId?: string;

  @Field(() => String, { nullable: true, description: 'HMAC-SHA256, 32 bytes in base64url.' })
  secret?: string;
}

/** Only the mutation that shows it makes one, for an owner. */
export const hopKeyAccess: TypeAccess<HopKey> = {
  default: subjectRule('signed in', ({ principal }) =>
    principal.subject === null ? refused('UNAUTHENTICATED', 'Sign in first.') : allowed('signed in'),
  ),
};

@Resolver(() => PluginType)
export class HopKeyResolver {
  @Sensitivity('S2')
  @Mutation(() => HopKeyType, {
    nullable: true,
    description:
      'See what the hub signs your plugin’s requests with, or will after the next change; for owners, and audited.',
  })
  showHopKey(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('channel', () => HopChannelEnum, { description: 'Each has its own.' }) channel: HopChannel,
    @Arg('next', () => Boolean, { defaultValue: false, description: 'The key after the one in use.' }) next: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<HopKey> {
    const { em, viewer, clock } = context;
    return showHopKey(em, viewer, { plugin, channel, next }, hopMasterOf(context), clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, {
    nullable: true,
    description:
      'Let the hub sign with the next key, in both channels. Your server should know it: `showHopKey(next: true)`.',
  })
  async rotateHopKey(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('number', () => Int, { description: 'Of the next key: the end of its `keyId`.' }) number: number,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    return readAnew(pluginByName(context), await rotateHopKey(em, viewer, { plugin, number }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, {
    nullable: true,
    description:
      'Let the hub sign with a key that nobody was shown, at once and without overlap: when somebody who knew the keys has gone. Give it to your server right after (`showHopKey`); until then the plugin’s fields are null.',
  })
  async replaceHopKey(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('number', () => Int, { description: 'Of the new key: two more than that of the one in use.' }) number: number,
    @Arg('reason', () => String, { description: 'For the audit.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    const replaced = await replaceHopKey(em, viewer, { plugin, number, reason }, clock.now());
    return readAnew(pluginByName(context), replaced);
  }
  @Sensitivity('S1')
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of the decision that changed last what its requests are signed with (`graphDecision`); null: none did, or it is so long ago that none is kept.',
  })
  hopKeyDecision(@Root() { name }: Plugin, @Ctx() { em }: SubgraphContext): Promise<number | null> {
    return lastDecision(em, { plugin: name, releaseDigest: null, acts: ['rotateHopKey', 'replaceHopKey'] });
  }
}
