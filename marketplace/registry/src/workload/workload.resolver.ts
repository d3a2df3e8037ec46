import { DateTimeScalar } from '@citygraph/contract';
import { findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { clientOf } from '../guarded-client.ts';
import { type OfPlugin, withMembers } from '../plugin/members-of.ts';
import { admissionOf } from '../plugin-release/admission.ts';
import { ReleaseFindingType } from '../plugin-release/plugin-release-type.ts';
import type { PublishAnswer } from '../plugin-release/publish-release.ts';
import { createWorkload, revokeWorkload } from './keep-workloads.ts';
import { publishAsWorkload } from './publish-as-workload.ts';
import { releasesForWorkload, type WorkloadRelease } from './releases-for-workload.ts';
import { Workload } from './workload.entity.ts';

type ReadWorkload = Workload & OfPlugin;

@Sensitivity('S2')
@ObjectType('Workload', {
  description: 'A pipeline that publishes one plugin in its publisher’s name; for its members.',
})
export class WorkloadType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key: what its requests name.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the one plugin that it publishes.' })
  plugin?: string;

  @Field(() => String, { nullable: true, description: 'What its owner calls it.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'Who made it, by the subject of their token.' })
  madeBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made.' })
  madeAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is good.' })
  until?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it last published; null: never.' })
  usedAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt?: Date | null;
}

@Sensitivity('S1')
@ObjectType('WorkloadVerdict', { description: 'What became of what a pipeline published.' })
export class WorkloadVerdictType {
  @Field(() => ID, { description: 'What the release is called by.' })
  digest!: string;

  @Field(() => Boolean, { description: 'This very release was published before; nothing new was done.' })
  isRepeat!: boolean;
}

@Sensitivity('S1')
@ObjectType('WorkloadRelease', { description: 'How far a release has come, for the pipeline that published it.' })
class WorkloadReleaseType {
  @Field(() => String, { description: 'Semantic version.' })
  version!: string;

  @Field(() => ID, { description: 'What the release is called by.' })
  digest!: string;

  @Field(() => String, { description: 'PUBLISHED, SANDBOX and so on, as `PluginRelease.state` has it.' })
  state!: string;

  @Field(() => DateTimeScalar, { description: 'When it was published.' })
  publishedAt!: Date;

  @Field(() => String, { description: 'How far that has come: ACCEPTED, COMPOSED, REFUSED by a gateway, or SERVING.' })
  published!: string;
}

const REQUEST = 'Signed by the workload’s key: `signWorkloadRequest` of @citygraph/contract.';

@Resolver(() => WorkloadType)
export class WorkloadResolver {
  @Sensitivity('S2')
  @Query(() => [WorkloadType], {
    nullable: true,
    description: 'Workloads of a plugin, the latest first; what they say is for its publisher’s members.',
  })
  async workloads(
    @Arg('plugin', () => ID, { description: 'Name of the plugin.' }) plugin: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadWorkload[]> {
    const rows = await findRows(
      context.em,
      Workload,
      { plugin },
      { orderBy: { madeAt: 'desc', id: 'desc' }, limit: 200 },
    );
    return withMembers(context, rows, (row) => row.plugin);
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description: 'Let a pipeline publish a plugin with a key of its own; for owners. Answers the workload’s key.',
  })
  createWorkload(
    @Arg('plugin', () => ID, { description: 'The one plugin that it may publish.' }) plugin: string,
    @Arg('name', () => String, { description: 'What it is, e.g. github.' }) name: string,
    @Arg('publicKey', () => String, { description: 'Ed25519: 32 bytes in base64url.' }) publicKey: string,
    @Arg('until', () => DateTimeScalar, { description: 'At most 366 days away.' }) until: Date,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string> {
    return createWorkload(em, viewer, { plugin, name, publicKey, until }, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description: 'End a workload at once; for owners and developers of its publisher. Answers its key.',
  })
  revokeWorkload(@Arg('id', () => ID) id: string, @Ctx() { em, viewer, clock }: SubgraphContext): Promise<string> {
    return revokeWorkload(em, viewer, id, clock.now());
  }
}

/** What a pipeline asks without being signed in: what it signed is what it may. */
@Resolver(() => WorkloadVerdictType)
export class ActingWorkloadResolver {
  @Sensitivity('S1')
  @Mutation(() => WorkloadVerdictType, {
    nullable: true,
    description: 'Publish a release as a workload of its plugin; the plugin is there already. Nobody is signed in.',
  })
  publishAsWorkload(
    @Arg('request', () => String, { description: REQUEST }) request: string,
    @Arg('sdl', () => String, { description: 'Its subgraph, Federation v2.' }) sdl: string,
    @Arg('manifest', () => String, { description: '`citygraph.yaml` as JSON; it says the version.' }) manifest: string,
    @Ctx() context: SubgraphContext,
  ): Promise<PublishAnswer> {
    const ports = { admission: admissionOf(context), client: clientOf(context) };
    return publishAsWorkload(context.em, { request, sdl, manifest }, ports, context.clock.now());
  }

  @Sensitivity('S1')
  @Query(() => [WorkloadReleaseType], {
    nullable: true,
    description: 'How far the latest releases of a workload’s plugin have come. Nobody is signed in.',
  })
  releasesForWorkload(
    @Arg('request', () => String, { description: REQUEST }) request: string,
    @Arg('digest', () => ID, {
      nullable: true,
      description: 'Of a release that is wanted as well, however many were published since.',
    })
    digest: string | null,
    @Ctx() { em, clock }: SubgraphContext,
  ): Promise<WorkloadRelease[]> {
    return releasesForWorkload(em, { request, digest }, clock.now());
  }

  @Sensitivity('S1')
  @FieldResolver(() => Boolean, { description: 'It is stored; whether it is composed and served is another matter.' })
  accepted(@Root() { releaseId }: PublishAnswer): boolean {
    return releaseId !== null;
  }

  @Sensitivity('S1')
  @FieldResolver(() => [ReleaseFindingType], {
    description: 'What admission found; an error means that nothing was stored.',
  })
  findings(@Root() { verdict }: PublishAnswer): PublishAnswer['verdict']['findings'] {
    return verdict.findings;
  }
}
