import { CityGraphError } from '@citygraph/contract';
import { findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { assertAdministrator, isAdministrator } from '../administrator.ts';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import { CoordinateUseType } from './coordinate-use-type.ts';
import { dryRunPlan } from './dry-run-plan.ts';
import { impactOf } from './impact-of.ts';
import { usageOf } from './usage-of.ts';

@Sensitivity('S1')
@ObjectType('ReleaseImpact', { description: 'Whom a release would take something from.' })
class ReleaseImpactType {
  @Field(() => [String], { description: 'What the stable release has and this one has not.' })
  removed!: readonly string[];

  @Field(() => [CoordinateUseType], { description: 'Who has asked for that in 30 days.' })
  uses!: readonly CoordinateUseType[];
}

@Sensitivity('S1')
@ObjectType('PlanDryRun', { description: 'What a plan would have done to an app in the last 24 hours.' })
class PlanDryRunType {
  @Field(() => ID, { nullable: true, description: 'Client id; null: who said none.' })
  app?: string | null;

  @Field(() => Float, { description: 'Requests of the app.' })
  requests!: number;

  @Field(() => Float, { description: 'Requests over the day’s quota.' })
  overDay!: number;

  @Field(() => Int, { description: 'Hours that, spread evenly, are over the minute’s limits.' })
  crowdedHours!: number;

  @Field(() => Float, { description: 'Requests whose document costs more than one operation may.' })
  tooExpensive!: number;
}

@Resolver()
export class OperationUsageResolver {
  @Sensitivity('S2')
  @Query(() => [CoordinateUseType], {
    nullable: true,
    description: 'Who asked for a field in the last days, the most asked first; for administrators.',
  })
  async coordinateUsage(
    @Arg('coordinate', () => String, { description: '`Type.field`, `Type.field(argument:)` or `Enum.VALUE`.' })
    coordinate: string,
    @Arg('days', () => Int, { defaultValue: 30, description: '1 to 90.' }) days: number,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<CoordinateUseType[]> {
    assertAdministrator(viewer);
    return usageOf(em, [coordinate], clock.now(), Math.min(Math.max(days, 1), 90));
  }

  @Sensitivity('S2')
  @Query(() => ReleaseImpactType, {
    nullable: true,
    description:
      'Whom a release would take something from, for its publisher (without the apps’ names) and administrators.',
  })
  async releaseImpact(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('version', () => String, { description: 'Of the release.' }) version: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<ReleaseImpactType> {
    await loadPlugin(em, viewer, plugin);
    const { removed, uses } = await impactOf(em, plugin, version, clock.now());
    const isAll = isAdministrator(viewer);
    return { removed, uses: uses.map((use) => ({ ...use, app: isAll ? use.app : null })) };
  }

  @Sensitivity('S2')
  @Query(() => ReleaseImpactType, {
    nullable: true,
    description: 'What a release would take from one app, for who runs the app.',
  })
  async releaseImpactOnApp(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('version', () => String, { description: 'Of the release.' }) version: string,
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<ReleaseImpactType> {
    const [owner] = await findRows(em, App, { clientId: app });
    if (!owner || !isOfApp(viewer, owner)) {
      const code = viewer.principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      throw new CityGraphError(code, `app: there is no app ${app}, or you neither work for nor represent who runs it.`);
    }
    const { removed, uses } = await impactOf(em, plugin, version, clock.now());
    return { removed, uses: uses.filter((use) => use.app === app) };
  }

  @Sensitivity('S2')
  @Query(() => [PlanDryRunType], {
    nullable: true,
    description: 'Try a plan on the last 24 hours: the apps it would have refused most come first; for administrators.',
  })
  async planDryRun(
    @Arg('plan', () => ID, { description: 'Its name.' }) plan: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<PlanDryRunType[]> {
    assertAdministrator(viewer);
    return (await dryRunPlan(em, plan, clock.now())).slice(0, 100);
  }
}
