import { DateTimeScalar, type SignedDocument, type SupergraphArtefact } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import { processesOf } from '../gateway-process/gateway-process.resolver.ts';
import { GatewayRefusalType, refusalsAs } from '../gateway-process/gateway-refusal-type.ts';
import { isLiving, noesOf, serves, type VersionState, versionState } from '../gateway-process/serving.rules.ts';
import type { CanaryFinding } from './canary.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

const VersionStates = {
  COMPOSED: 'COMPOSED',
  CANARIED: 'CANARIED',
  OFFERED: 'OFFERED',
  REFUSED: 'REFUSED',
  SERVING: 'SERVING',
  RETIRED: 'RETIRED',
} as const satisfies Record<VersionState, VersionState>;

registerEnumType(VersionStates, {
  name: 'SupergraphState',
  description: 'Where a graph stands.',
  valuesConfig: {
    COMPOSED: { description: 'It is signed and kept, and no gateway was booted with it.' },
    CANARIED: { description: 'A gateway was booted with it and answered the golden queries.' },
    OFFERED: { description: 'The head names it; not every living gateway serves it yet.' },
    REFUSED: { description: 'The head names it, and a living gateway refuses it: see refusedBy.' },
    SERVING: { description: 'Every living gateway serves it.' },
    RETIRED: { description: 'The head names it no more.' },
  },
});

@Sensitivity('S2')
@ObjectType('CanaryFinding', { description: 'What went wrong when a gateway was booted with a graph.' })
class CanaryFindingType {
  @Field(() => String, { nullable: true, description: 'Name of the golden query; null: it did not boot.' })
  query?: string | null;

  @Field(() => String, { nullable: true, description: 'What happened.' })
  message?: string;
}

@Sensitivity('S2')
@ObjectType('GraphRelease', { description: 'A subgraph in a graph.' })
class GraphReleaseType {
  @Field(() => String, { nullable: true, description: 'Name of the subgraph.' })
  subgraph?: string;

  @Field(() => ID, { nullable: true, description: 'Digest of its release.' })
  release?: string;
}

@Key('digest')
@Sensitivity('S2')
@ObjectType('SupergraphVersion', { description: 'A graph that was composed: immutable, named by its content.' })
export class SupergraphVersionType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'SHA-256 of its canonical form, in hex.' })
  digest!: string;

  @Field(() => ID, { nullable: true, description: 'The stable graph when it was composed.' })
  parent?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  composedAt?: Date;

  @Field(() => String, { nullable: true, description: 'By whom; `citygraph:registry` is the hub itself.' })
  composedBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the canary passed it; null: it has not.' })
  canariedAt?: Date | null;

  @Field(() => [CanaryFindingType], { nullable: true, description: 'What the canary found.' })
  canaryFindings?: readonly CanaryFinding[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a graph set named it first.' })
  offeredAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when none does.' })
  retiredAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its document was deleted, since nobody had it for long; null: it is kept.',
  })
  deletedAt?: Date | null;
}

const SupergraphVersionConnection = connectionOf('SupergraphVersion', () => SupergraphVersionType);
const NEWEST_FIRST = [
  ['composedAt', 'desc'],
  ['digest', 'desc'],
] as const;

export const graphByDigest = async (
  { digest }: Record<string, unknown>,
  { em }: SubgraphContext,
): Promise<SupergraphVersion | null> => (await findRows(em, SupergraphVersion, { digest: String(digest) }))[0] ?? null;

@Resolver(() => SupergraphVersionType)
export class SupergraphVersionResolver {
  @Sensitivity('S2')
  @Query(() => SupergraphVersionConnection, {
    nullable: true,
    description: 'Graphs that were composed, the latest first; for administrators.',
  })
  supergraphVersions(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<SupergraphVersion>> {
    assertAdministrator(viewer);
    return pageOf<SupergraphVersion>(em, SupergraphVersion, { order: NEWEST_FIRST, first, after });
  }

  @Sensitivity('S2')
  @Query(() => SupergraphVersionType, {
    nullable: true,
    description: 'One graph; null: there is none of this digest. For administrators.',
  })
  async supergraphVersion(
    @Arg('digest', () => ID) digest: string,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<SupergraphVersion | null> {
    assertAdministrator(viewer);
    return (await findRows(em, SupergraphVersion, { digest }))[0] ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => VersionStates, { nullable: true, description: 'Where it stands.' })
  async state(@Root() version: SupergraphVersion, @Ctx() context: SubgraphContext): Promise<VersionState> {
    return versionState(version, await processesOf(context), context.clock.now());
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ID], { nullable: true, description: 'Living gateways that serve it, by process.' })
  async servedBy(@Root() { digest }: SupergraphVersion, @Ctx() context: SubgraphContext): Promise<string[]> {
    return (await processesOf(context))
      .filter((process) => isLiving(process, context.clock.now()) && serves(process.serving, digest))
      .map(({ process }) => process);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [GatewayRefusalType], { nullable: true, description: 'Living gateways that refuse it.' })
  async refusedBy(
    @Root() { digest }: SupergraphVersion,
    @Ctx() context: SubgraphContext,
  ): Promise<GatewayRefusalType[]> {
    const living = (await processesOf(context)).filter((process) => isLiving(process, context.clock.now()));
    const noes = living.flatMap((one) => {
      const reason = noesOf(one, context.clock.now())[digest];
      return reason === undefined ? [] : [{ gateway: one.gateway, process: one.process, digest, reason }];
    });
    return refusalsAs(context.viewer, noes);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [GraphReleaseType], { nullable: true, description: 'What it is made of.' })
  releases(@Root() { releases }: SupergraphVersion): GraphReleaseType[] {
    return Object.entries(releases).map(([subgraph, release]) => ({ subgraph, release }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'The supergraph itself, as SDL; null: it was deleted.' })
  supergraphSdl(@Root() { document, deletedAt }: SupergraphVersion): string | null {
    if (deletedAt !== null) return null;
    return (JSON.parse(document) as SignedDocument<SupergraphArtefact>).payload.supergraphSdl;
  }
}
