import { DateScalar } from '@citygraph/contract';
import { type Connection, connectionOf, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Args, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { CropType, cropOf } from '../crop/crop.type.ts';
import type { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { FieldPlotType } from '../field-plot/field-plot.resolver.ts';
import { growthOf, type OfPlot, seasonsOf, soilOf, withPlot } from './diary.loader.ts';
import { growthStageText } from './diary.rules.ts';
import type { GrowthRecord } from './growth-record.entity.ts';
import type { PlotSeason } from './plot-season.entity.ts';
import type { SoilSample } from './soil-sample.entity.ts';

@Sensitivity('S2')
@ObjectType('SoilSample', { description: "What a laboratory found in a plot's topsoil." })
export class SoilSampleType {
  @Field(() => Float, { nullable: true, description: 'pH in water, 0 to 14; null: not measured.' })
  ph!: number | null;

  @Field(() => Float, { nullable: true, description: 'Organic matter, percent by mass; null: not measured.' })
  organicMatterPct!: number | null;
}

@Sensitivity('S2')
@ObjectType('GrowthRecord', { description: 'How far the crop of a plot was on a day, on the BBCH scale.' })
export class GrowthRecordType {
  @Field(() => Int, { nullable: true, description: 'Growth stage, BBCH 0 to 99.' })
  bbch!: number;

  @Field(() => String, { nullable: true, description: 'The season the record belongs to.' })
  season!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was seen.' })
  observedOn!: string;
}

@Sensitivity('S2')
@ObjectType('PlotSeason', { description: 'One season of a plot.' })
export class PlotSeasonType {
  @Field(() => String, { nullable: true, description: 'A year, or 2026-2 for its second crop.' })
  season!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day of sowing or planting.' })
  startedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day of the harvest; null while the season runs.' })
  endedOn!: string | null;

  @Field(() => Int, { nullable: true, description: 'Harvest in kilograms; null: not weighed.' })
  yieldKg!: number | null;
}

const SoilSampleConnection = connectionOf('SoilSample', () => SoilSampleType);
const GrowthRecordConnection = connectionOf('GrowthRecord', () => GrowthRecordType);
const PlotSeasonConnection = connectionOf('PlotSeason', () => PlotSeasonType);

@Resolver(() => SoilSampleType)
export class SoilSampleResolver {
  @FieldResolver(() => DateScalar, { nullable: true, description: 'The day the sample was taken.' })
  sampledAt(@Root() { sampledOn }: SoilSample): string {
    return sampledOn;
  }
}

@Resolver(() => GrowthRecordType)
export class GrowthRecordResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The stage in words, e.g. `BBCH 89 ripening`.' })
  growthStage(@Root() { bbch }: GrowthRecord): string {
    return growthStageText(bbch);
  }
}

@Resolver(() => PlotSeasonType)
export class PlotSeasonResolver {
  @FieldResolver(() => CropType, { nullable: true, description: 'What grew.' })
  crop(@Root() { crop, variety }: PlotSeason): CropType {
    return cropOf(crop, variety);
  }
}

@Resolver(() => FieldPlotType)
export class PlotDiaryResolver {
  @Sensitivity('S2')
  @FieldResolver(() => SoilSampleType, { nullable: true, description: 'The latest soil sample; null: none was taken.' })
  async soil(@Root() plot: FieldPlot, @Ctx() context: SubgraphContext): Promise<OfPlot<SoilSample> | null> {
    return withPlot(await soilOf(context, { first: 1 }).load(plot.id), plot).nodes[0] ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => SoilSampleConnection, { nullable: true, description: 'Soil samples, the latest first.' })
  async soilSamples(
    @Root() plot: FieldPlot,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<OfPlot<SoilSample>>> {
    return withPlot(await soilOf(context, { first, after }).load(plot.id), plot);
  }

  @Sensitivity('S2')
  @FieldResolver(() => GrowthRecordConnection, { nullable: true, description: 'Growth stages, the latest first.' })
  async growthRecords(
    @Root() plot: FieldPlot,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<OfPlot<GrowthRecord>>> {
    return withPlot(await growthOf(context, { first, after }).load(plot.id), plot);
  }

  @Sensitivity('S2')
  @FieldResolver(() => PlotSeasonConnection, { nullable: true, description: 'Seasons of the plot, the latest first.' })
  async seasons(
    @Root() plot: FieldPlot,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<OfPlot<PlotSeason>>> {
    return withPlot(await seasonsOf(context, { first, after }).load(plot.id), plot);
  }
}
