import { DateScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Float, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { plotById } from '../field-plot/field-plot.loader.ts';
import { FieldPlotType } from '../field-plot/field-plot.resolver.ts';
import { endSeason } from './end-season.ts';
import { recordGrowthStage } from './record-growth-stage.ts';
import { recordSoilSample } from './record-soil-sample.ts';
import { startSeason } from './start-season.ts';

const WHO = 'By the farmer, or the representative of the cooperative that runs the farm.';

@Resolver()
export class DiaryMutations {
  @Sensitivity('S2')
  @Mutation(() => FieldPlotType, {
    nullable: true,
    description: `Begin a season of a plot, once the last has ended. ${WHO}`,
  })
  async startSeason(
    @Arg('plotId', () => ID) plotId: string,
    @Arg('season', () => String, { description: 'A year, or 2026-2 for its second crop.' }) season: string,
    @Arg('crop', () => String, { description: 'Code of the crop, e.g. rice.' }) crop: string,
    @Arg('variety', () => String, { nullable: true, description: 'As on the seed bag.' }) variety: string | null,
    @Arg('startedOn', () => DateScalar, { nullable: true, description: 'Sowing or planting; today when left out.' })
    startedOn: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<FieldPlot | null> {
    const { em, viewer, clock } = context;
    const input = { plotId, season, crop, variety: variety ?? null, startedOn: startedOn ?? null };
    return plotById(context).load(await startSeason(em, viewer, input, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => FieldPlotType, { nullable: true, description: `End the running season of a plot. ${WHO}` })
  async endSeason(
    @Arg('plotId', () => ID) plotId: string,
    @Arg('endedOn', () => DateScalar, { nullable: true, description: 'Day of the harvest; today when left out.' })
    endedOn: string | null,
    @Arg('yieldKg', () => Int, { nullable: true, description: 'Harvest in kilograms.' }) yieldKg: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<FieldPlot | null> {
    const { em, viewer, clock } = context;
    const input = { plotId, endedOn: endedOn ?? null, yieldKg: yieldKg ?? null };
    return plotById(context).load(await endSeason(em, viewer, input, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => FieldPlotType, {
    nullable: true,
    description: `Record how far the crop of the running season is; the same day again corrects that day. ${WHO}`,
  })
  async recordGrowthStage(
    @Arg('plotId', () => ID) plotId: string,
    @Arg('bbch', () => Int, { description: 'BBCH scale, 0 to 99; never less than on an earlier day.' }) bbch: number,
    @Arg('observedOn', () => DateScalar, { nullable: true, description: 'Today when left out.' })
    observedOn: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<FieldPlot | null> {
    const { em, viewer, clock } = context;
    const input = { plotId, bbch, observedOn: observedOn ?? null };
    return plotById(context).load(await recordGrowthStage(em, viewer, input, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => FieldPlotType, {
    nullable: true,
    description: `Record what a laboratory found in the topsoil; the same day again corrects that day. ${WHO}`,
  })
  async recordSoilSample(
    @Arg('plotId', () => ID) plotId: string,
    @Arg('sampledAt', () => DateScalar, { nullable: true, description: 'Today when left out.' }) sampledAt:
      | string
      | null,
    @Arg('ph', () => Float, { nullable: true, description: 'pH in water, 0 to 14.' }) ph: number | null,
    @Arg('organicMatterPct', () => Float, { nullable: true, description: 'Percent by mass, 0 to 100.' })
    organicMatterPct: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<FieldPlot | null> {
    const { em, viewer, clock } = context;
    const input = { plotId, sampledAt: sampledAt ?? null, ph: ph ?? null, organicMatterPct: organicMatterPct ?? null };
    return plotById(context).load(await recordSoilSample(em, viewer, input, clock.now()));
  }
}
