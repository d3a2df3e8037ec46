import { DateScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Extensible,
  Key,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { parseCrop } from '../crop/crop.rules.ts';
import { CropType, cropOf } from '../crop/crop.type.ts';
import { growthStageText } from '../diary/diary.rules.ts';
import type { Farm } from '../farm/farm.entity.ts';
import { farmById } from '../farm/farm.loader.ts';
import { FarmType } from '../farm/farm.resolver.ts';
import type { FieldPlot } from './field-plot.entity.ts';
import { plotById, plotsOf } from './field-plot.loader.ts';

/** More plots than that are paged through. */
const MOST = 50;

@Key('id', { resolvable: false })
@ObjectType('Place')
export class PlaceType {
  @Field(() => ID)
  id!: string;
}

@Key('id', { resolvable: false })
@ObjectType('Parcel')
export class ParcelType {
  @Field(() => ID)
  id!: string;
}

@Extensible()
@Key('id')
@ObjectType('FieldPlot', {
  description: 'A piece of farmed land. Public are its season, crop and place, which labels of its produce lead to.',
})
export class FieldPlotType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, {
    nullable: true,
    description: 'The latest season, running or ended: a year, or 2026-2 for its second crop; null: never farmed.',
  })
  season?: string | null;

  @Sensitivity('S2')
  @Field(() => Int, {
    nullable: true,
    description: 'The latest growth stage of the season on the BBCH scale, 0 to 99.',
  })
  bbch?: number | null;
}

const FieldPlotConnection = connectionOf('FieldPlot', () => FieldPlotType);

@Resolver(() => FieldPlotType)
export class FieldPlotResolver {
  @Sensitivity('S2')
  @FieldResolver(() => ParcelType, {
    nullable: true,
    description: 'The parcel it lies on; geometry and area are there.',
  })
  parcel(@Root() { parcelId }: FieldPlot): { id: string } {
    return { id: parcelId };
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it is.' })
  place(@Root() { placeId }: FieldPlot): { id: string } {
    return { id: placeId };
  }

  @Sensitivity('S3')
  @FieldResolver(() => FarmType, { nullable: true, description: 'The farm it belongs to.' })
  farm(@Root() { farmId }: FieldPlot, @Ctx() context: SubgraphContext): Promise<Farm | null> {
    return farmById(context).load(farmId);
  }

  @Sensitivity('S1')
  @FieldResolver(() => CropType, { nullable: true, description: 'What grows, or grew, in that season.' })
  crop(@Root() { crop, variety }: FieldPlot): CropType | null {
    return crop ? cropOf(crop, variety) : null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The latest growth stage in words, e.g. `BBCH 89 ripening`; null until one is recorded.',
  })
  growthStage(@Root() { bbch }: FieldPlot): string | null {
    return bbch == null ? null : growthStageText(bbch);
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateScalar, { nullable: true, description: 'The day the latest growth stage was seen.' })
  growthStageOn(@Root() { bbchOn }: FieldPlot): string | null {
    return bbchOn ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateScalar, { nullable: true, description: 'The day the season began.' })
  seasonStartedOn(@Root() { startedOn }: FieldPlot): string | null {
    return startedOn ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateScalar, { nullable: true, description: 'The day the season ended; null while it runs.' })
  seasonEndedOn(@Root() { endedOn }: FieldPlot): string | null {
    return endedOn ?? null;
  }
}

@Resolver(() => FarmType)
export class FarmPlotsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [FieldPlotType], {
    nullable: true,
    description: `Plots of the farm, at most ${MOST}; plotsConnection has them all.`,
  })
  async plots(@Root() { id }: Farm, @Ctx() context: SubgraphContext): Promise<readonly FieldPlot[]> {
    return (await plotsOf(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => FieldPlotConnection, { nullable: true, description: 'Plots of the farm.' })
  plotsConnection(
    @Root() { id }: Farm,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('crop', () => String, { nullable: true, description: 'Code of a crop: those with that one alone.' })
    crop: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<FieldPlot>> {
    const where = crop == null ? {} : { crop: parseCrop(crop, 'crop') };
    return plotsOf(context, { where, first, after }).load(id);
  }
}

export function plotReference({ id }: Record<string, unknown>, context: SubgraphContext): Promise<FieldPlot | null> {
  return plotById(context).load(String(id));
}
