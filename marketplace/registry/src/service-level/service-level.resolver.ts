import { DateTimeScalar } from '@citygraph/contract';
import { findRows, Sensitivity, type SubgraphContext, type TypeAccess } from '@citygraph/kit';
import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { type OfPlugin, publisherOrAdministrator, withMembers } from '../plugin/members-of.ts';
import { healthOf } from './health-since.ts';
import { ReleaseHealth, ServiceLevelHour } from './release-health.entity.ts';
import { addHealth, type Health, p95Of, percentOf } from './slo.rules.ts';
import { hourOf, slotOf } from './windows.ts';

export const serviceLevelAccess: TypeAccess<OfPlugin> = { default: publisherOrAdministrator };

const LONGEST_HOURS = 90 * 24;

@Sensitivity('S2')
@ObjectType('ServiceLevel', { description: 'How a release has answered all gateways in a window.' })
export class ServiceLevelType {
  @Sensitivity('S1')
  @Field(() => String, { description: 'Name of the plugin.' })
  plugin!: string;

  @Field(() => ID, { nullable: true, description: 'Digest of the release.' })
  release?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Where the window begins.' })
  since?: Date;

  @Field(() => Int, { nullable: true, description: 'Calls.' })
  calls?: number;

  @Field(() => Float, { nullable: true, description: 'Calls that were answered, in per cent; null: nobody called.' })
  availabilityPercent?: number | null;

  @Field(() => Float, { nullable: true, description: 'Calls that failed, in per cent; null: nobody called.' })
  errorPercent?: number | null;

  @Field(() => Float, { nullable: true, description: 'Replies that were refused, in per cent; null: nobody called.' })
  invalidPercent?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      '95 of 100 answers took no longer, in milliseconds, rounded up to a bucket; null: longer than the last, or nobody called.',
  })
  p95Ms?: number | null;
}

@Resolver(() => ServiceLevelType)
export class ServiceLevelResolver {
  @Sensitivity('S1')
  @Query(() => [ServiceLevelType], {
    nullable: true,
    description:
      'How a plugin’s releases have answered, the busiest first; figures are for its publisher and administrators.',
  })
  async serviceLevels(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('hours', () => Int, { defaultValue: 1, description: 'The last so many; 1 to 2160. 0: the last minute.' })
    hours: number,
    @Ctx() context: SubgraphContext,
  ): Promise<(ServiceLevelType & OfPlugin)[]> {
    const { em, clock } = context;
    const wanted = Math.min(Math.max(Math.trunc(hours), 0), LONGEST_HOURS);
    const now = clock.now();
    const since =
      wanted === 0 ? slotOf(new Date(now.getTime() - 60_000)) : hourOf(new Date(now.getTime() - wanted * 3_600_000));
    const rows =
      wanted === 0
        ? await findRows(em, ReleaseHealth, { plugin, slot: { $gte: since } })
        : await findRows(em, ServiceLevelHour, { plugin, hour: { $gte: since } });
    const sums = new Map<string, Health>();
    for (const row of rows) {
      const sum = sums.get(row.release);
      sums.set(row.release, sum ? addHealth(sum, healthOf(row)) : healthOf(row));
    }
    const levels = [...sums].map(([release, health]) => levelOf(plugin, release, since, health));
    return withMembers(
      context,
      levels.sort((one, other) => (other.calls ?? 0) - (one.calls ?? 0)),
      (level) => level.plugin,
    );
  }
}

function levelOf(plugin: string, release: string, since: Date, health: Health): ServiceLevelType {
  const { calls, failed, invalid } = health;
  const share = (part: number): number | null => (calls === 0 ? null : percentOf(part, calls));
  const p95 = p95Of(health);
  return {
    plugin,
    release,
    since,
    calls,
    availabilityPercent: share(calls - failed),
    errorPercent: share(failed),
    invalidPercent: share(invalid),
    p95Ms: p95 === 0 || p95 === Number.POSITIVE_INFINITY ? null : p95,
  };
}
