import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { killPlugin, restorePlugin } from '../plugin/kill-plugin.ts';
import type { Plugin } from '../plugin/plugin.entity.ts';
import { PluginType } from '../plugin/plugin-type.ts';
import { returnAdmissionOf } from '../plugin-release/admission.ts';
import { releaseById, type SeenRelease } from '../plugin-release/find-releases.ts';
import { PluginReleaseType } from '../plugin-release/plugin-release-type.ts';
import { rollBackRelease } from './roll-back-release.ts';
import { releaseBefore } from './take-stable-back.ts';

/** What is done in a hurry: by name, without looking anything up first. */
@Resolver(() => PluginType)
export class ReleaseSwitchesResolver {
  @Sensitivity('S1')
  @FieldResolver(() => PluginReleaseType, {
    nullable: true,
    description:
      'What everybody had before the release that they have: what `rollBackRelease` gives them back; null: nothing.',
  })
  async releaseBefore(@Root() { name }: Plugin, @Ctx() context: SubgraphContext): Promise<SeenRelease | null> {
    const before = await releaseBefore(context.em, name);
    return before && releaseById(context).load(before.id);
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description:
      'Take a release back that clients have: a stable one for the one before it, if that still goes with the graph. For its publisher and administrators. Answers the release’s key.',
  })
  rollBackRelease(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('version', () => String, { description: 'Of the release.' }) version: string,
    @Arg('reason', () => String, { description: 'For its publisher and for the audit.' }) reason: string,
    @Arg('emergency', () => Boolean, {
      defaultValue: false,
      description: 'Whatever the one before it is by now: for administrators, never of their own plugin.',
    })
    emergency: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<string> {
    const { em, viewer, clock } = context;
    const back = { plugin, version, reason, emergency };
    return rollBackRelease(em, viewer, back, () => returnAdmissionOf(context), clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description:
      'Switch a plugin off in every graph, for administrators: its fields are null with the reason. Answers its name.',
  })
  killPlugin(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('reason', () => String, { description: 'Told to its publisher and to who asks.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string> {
    return killPlugin(em, viewer, { plugin, reason }, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description: 'Serve a plugin again that was switched off, for administrators. Answers its name.',
  })
  restorePlugin(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('reason', () => String, { description: 'For its publisher and for the audit.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string> {
    return restorePlugin(em, viewer, { plugin, reason }, clock.now());
  }
}
