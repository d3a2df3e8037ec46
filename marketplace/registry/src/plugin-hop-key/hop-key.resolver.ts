import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver, registerEnumType } from 'type-graphql';
import { pluginByName } from '../plugin/find-plugins.ts';
import type { Plugin } from '../plugin/plugin.entity.ts';
import { PluginType } from '../plugin/plugin-type.ts';
import { readAnew } from '../read-anew.ts';
import { hopMasterOf } from '../registry-context.ts';
import { type HopChannel, type HopKey, rotateHopKeys, showHopKeys } from './hop-key.ts';

const HopChannelEnum = { STABLE: 'STABLE', SANDBOX: 'SANDBOX' } as const;
registerEnumType(HopChannelEnum, {
  name: 'PluginChannel',
  description: 'Which graph asks.',
  valuesConfig: { STABLE: { description: 'Everybody’s.' }, SANDBOX: { description: 'Where releases are tried.' } },
});

const HopKeyTurnEnum = { CURRENT: 'CURRENT', NEXT: 'NEXT' } as const;
registerEnumType(HopKeyTurnEnum, {
  name: 'HopKeyTurn',
  description: 'When a key signs.',
  valuesConfig: { CURRENT: { description: 'Now.' }, NEXT: { description: 'After the next rotation.' } },
});

@ObjectType('HopKey', { description: 'What a plugin tells the hub’s requests by from anybody else’s.' })
class HopKeyType {
  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'Its name, as requests say it.' })
  keyId!: string;

  @Sensitivity('S2')
  @Field(() => String, {
    nullable: true,
    description: '32 bytes in base64url. Keep it where only the plugin can read it.',
  })
  secret!: string;

  @Sensitivity('S2')
  @Field(() => HopKeyTurnEnum, { nullable: true, description: 'When it signs.' })
  turn!: 'CURRENT' | 'NEXT';
}

@Resolver()
export class HopKeyResolver {
  @Sensitivity('S2')
  @Mutation(() => [HopKeyType], {
    nullable: true,
    description:
      'Show the keys of one of your plugins; owners and developers. Install both: then keys can be changed at any time.',
  })
  async showHopKeys(
    @Arg('plugin', () => ID) plugin: string,
    @Arg('channel', () => HopChannelEnum) channel: HopChannel,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly HopKey[]> {
    const { em, viewer, clock } = context;
    return showHopKeys(em, viewer, { plugin, channel }, hopMasterOf(context), clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PluginType, {
    nullable: true,
    description:
      'Let the next key sign from now on, on both channels; owners. For when a key may be known to somebody else.',
  })
  async rotateHopKeys(
    @Arg('plugin', () => ID) plugin: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Plugin | null> {
    const { em, viewer, clock } = context;
    return readAnew(pluginByName(context), await rotateHopKeys(em, viewer, plugin, clock.now()));
  }
}
