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
import { pluginByName } from '../plugin/find-plugins.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginType } from '../plugin/plugin-type.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import { readAnew } from '../read-anew.ts';
import { admissionOf } from './admission.ts';
import { RELEASE_FACTS, releaseById, releasesAsSeen, type SeenRelease, wholeRelease } from './find-releases.ts';
import { mayReview } from './plugin-release.access.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { PUBLIC_STATES } from './plugin-release.rules.ts';
import { PluginReleaseType, PublishVerdictType, ReleaseEgressType, ReleaseFindingType } from './plugin-release-type.ts';
import { DECISION_OF_PUBLISH, publishDecision } from './publish-decision.ts';
import { type PublishAnswer, publishRelease, tryRelease } from './publish-release.ts';
import { takeOutRelease } from './take-out-release.ts';
import { withdrawRelease } from './withdraw-release.ts';

const PluginReleaseConnection = connectionOf('PluginRelease', () => PluginReleaseType);
const NEWEST_FIRST = [
  ['publishedAt', 'desc'],
  ['id', 'asc'],
] as const;

@Resolver(() => PluginReleaseType)
export class PluginReleaseResolver {
  @Sensitivity('S1')
  @Query(() => PluginReleaseConnection, {
    nullable: true,
    description:
      'Releases of a plugin, the latest first. Those that nobody approved are for its publisher and reviewers.',
  })
  async pluginReleases(
    @Arg('plugin', () => ID) name: string,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenRelease>> {
    const { em, viewer } = context;
    const [plugin] = await findRows(em, Plugin, { name });
    const roles = await rolesIn(em, viewer, plugin ? [plugin.publisherId] : []);
    const seen = roles.size > 0 || mayReview(viewer) ? {} : { state: { $in: [...PUBLIC_STATES] } };
    const where = { plugin: name, ...seen };
    const page = await pageOf<PluginRelease>(em, PluginRelease, {
      where: where as never,
      order: NEWEST_FIRST,
      fields: RELEASE_FACTS,
      first,
      after,
    });
    return pageWith(page, (releases) => releasesAsSeen(context, releases));
  }

  @Sensitivity('S1')
  @Query(() => PluginReleaseType, {
    nullable: true,
    description: 'One release; null: there is none, or it is not yours to see.',
  })
  pluginRelease(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenRelease | null> {
    return releaseById(context).load(id);
  }

  @Sensitivity('S2')
  @Query(() => PublishVerdictType, {
    nullable: true,
    description: 'What `publishRelease` would answer now: judged by the same rules, and nothing is stored.',
  })
  publishVerdict(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('sdl', () => String, { description: 'Its subgraph, Federation v2.' }) sdl: string,
    @Arg('manifest', () => String, { description: '`citygraph.yaml` as JSON; it says the version.' }) manifest: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PublishAnswer> {
    const { em, viewer, clock } = context;
    const ports = { admission: admissionOf(context), client: clientOf(context) };
    return tryRelease(em, viewer, { plugin, sdl, manifest, breaking: null }, ports, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PublishVerdictType, {
    nullable: true,
    description:
      'Publish an immutable release; the first of a plugin makes the plugin as the manifest describes it, both or neither. A document that admission refuses leaves nothing but its digest in the audit; the same release again answers as the first time.',
  })
  publishRelease(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('sdl', () => String, { description: 'Its subgraph, Federation v2.' }) sdl: string,
    @Arg('manifest', () => String, { description: '`citygraph.yaml` as JSON; it says the version.' }) manifest: string,
    @Arg('breaking', () => String, {
      nullable: true,
      description:
        'Why clients should lose what they ask for: it is stored then, and goes nowhere but to the sandbox before another person confirms it. Left out, such a document is refused.',
    })
    breaking: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<PublishAnswer> {
    const { em, viewer, clock } = context;
    const ports = { admission: admissionOf(context), client: clientOf(context) };
    const input = { plugin, sdl, manifest, breaking: breaking ?? null };
    return publishRelease(em, viewer, input, ports, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PluginReleaseType, {
    nullable: true,
    description:
      'Take a release back for good; its version is never given again. One in canary is rolled back first; where clients ask for what the stable one has, `forceBreakingChange` first.',
  })
  async withdrawRelease(
    @Arg('release', () => ID, { description: 'Its key.' }) release: string,
    @Arg('reason', () => String, { description: 'Why.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenRelease | null> {
    const { em, viewer, clock } = context;
    return readAnew(releaseById(context), await withdrawRelease(em, viewer, { release, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PluginReleaseType, {
    nullable: true,
    description:
      'Take a release out of every graph and for good, for administrators, never of their own publisher; also one that serves everybody or that is tried. Its publisher reads the reason.',
  })
  async takeOutRelease(
    @Arg('release', () => ID, { description: 'Its key.' }) release: string,
    @Arg('reason', () => String, { description: 'For its publisher and for the audit.' }) reason: string,
    @Arg('inUse', () => Boolean, {
      defaultValue: false,
      description: 'Also where clients ask for what goes with it; without it, who does is said.',
    })
    inUse: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenRelease | null> {
    const { em, viewer, clock } = context;
    return readAnew(releaseById(context), await takeOutRelease(em, viewer, { release, reason, inUse }, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => PluginType, { nullable: true, description: 'The plugin that it is of.' })
  plugin(@Root() { plugin }: SeenRelease, @Ctx() context: SubgraphContext): Promise<Plugin | null> {
    return pluginByName(context).load(plugin);
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'As the vendor wrote it, JSON; for publisher and reviewers.',
  })
  async manifest(@Root() { id }: SeenRelease, @Ctx() context: SubgraphContext): Promise<string | null> {
    const release = await wholeRelease(context).load(id);
    return release && JSON.stringify(release.manifest);
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'As the vendor wrote it; for its publisher and reviewers.',
  })
  async sdl(@Root() { id }: SeenRelease, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await wholeRelease(context).load(id))?.sdl ?? null;
  }
}

@Resolver(() => PublishVerdictType)
export class PublishVerdictResolver {
  @Sensitivity('S1')
  @FieldResolver(() => Boolean, { description: 'It is stored; whether it is composed and served is another matter.' })
  accepted(@Root() { releaseId }: PublishAnswer): boolean {
    return releaseId !== null;
  }

  @Sensitivity('S1')
  @FieldResolver(() => Int, { nullable: true, description: DECISION_OF_PUBLISH })
  decision(@Root() { releaseId }: PublishAnswer, @Ctx() { em }: SubgraphContext): Promise<number | null> {
    return publishDecision(em, releaseId);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PluginReleaseType, { nullable: true, description: 'The release; null: it was not accepted.' })
  release(@Root() { releaseId }: PublishAnswer, @Ctx() context: SubgraphContext): Promise<SeenRelease | null> | null {
    return releaseId === null ? null : readAnew(releaseById(context), releaseId);
  }

  @Sensitivity('S1')
  @FieldResolver(() => Boolean, { description: 'Admission found no error in it.' })
  admitted(@Root() { verdict }: PublishAnswer): boolean {
    return verdict.admitted;
  }

  @Sensitivity('S1')
  @FieldResolver(() => [ReleaseFindingType], {
    description: 'What admission found; an error means that nothing was stored.',
  })
  findings(@Root() { verdict }: PublishAnswer): PublishAnswer['verdict']['findings'] {
    return verdict.findings;
  }

  @Sensitivity('S1')
  @FieldResolver(() => [ReleaseEgressType], { description: 'Which data of others it would be sent.' })
  egress(@Root() { verdict }: PublishAnswer): PublishAnswer['verdict']['egress'] {
    return verdict.egress;
  }
}
