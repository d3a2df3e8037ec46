import { CityGraphError, DateTimeScalar, GTINScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { CropType, cropOf } from '../crop/crop.type.ts';
import { LegalEntityType } from '../farm/farm.resolver.ts';
import type { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { plotById } from '../field-plot/field-plot.loader.ts';
import { FieldPlotType } from '../field-plot/field-plot.resolver.ts';
import type { BatchInspection } from './batch-inspection.entity.ts';
import { BIZ_STEPS } from './biz-step.rules.ts';
import { isIntact } from './event-chain.rules.ts';
import { recordInspection } from './record-inspection.ts';
import { batchKey, type TraceBatch } from './trace-batch.entity.ts';
import { batchByKey, batchesOf, behind, eventsAfter, eventsOf, inspectionsOf } from './trace-batch.loader.ts';
import type { TraceEvent } from './trace-event.entity.ts';
import { TraceEventType } from './trace-event.resolver.ts';

/** A label's reader sees the whole life of an ordinary batch. */
const MOST = 100;

@Key('gtin')
@ObjectType('Product')
export class ProductType {
  @Field(() => GTINScalar)
  gtin!: string;
}

@Sensitivity('S1')
@ObjectType('BatchInspection', { description: 'An official inspection of a batch; results stand.' })
export class BatchInspectionType {
  @Field(() => ID, { description: "The agency's number of the report." })
  inspectionNumber!: string;

  @Field(() => Boolean, { description: 'Whether the batch passed.' })
  passed!: boolean;

  @Field(() => DateTimeScalar, { description: 'When.' })
  inspectedAt!: Date;

  @Field(() => String, { nullable: true, description: 'What the inspector remarked.' })
  remark!: string | null;
}

@Sensitivity('S1')
@Key('gtin lot')
@ObjectType('TraceBatch', {
  description:
    'All units of a product with one lot number, and what happened to them; public, for anybody with the label.',
})
export class TraceBatchType {
  @Sensitivity('S1')
  @Field(() => GTINScalar, { description: 'The product, 14 digits.' })
  gtin!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'The lot number as on the label (GS1 AI 10).' })
  lot!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Result of the latest official inspection; null: not inspected yet.',
  })
  inspectionPassed!: boolean | null;

  @Field(() => DateTimeScalar, { description: 'When the batch was opened (commissioning).' })
  openedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When what was left of it was destroyed; null: it lives.',
  })
  closedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The season it was harvested in; the plot itself moves on.' })
  harvestSeason!: string | null;
}

const TraceEventConnection = connectionOf('TraceEvent', () => TraceEventType);
const TraceBatchConnection = connectionOf('TraceBatch', () => TraceBatchType);
const BatchInspectionConnection = connectionOf('BatchInspection', () => BatchInspectionType);

@Resolver(() => BatchInspectionType)
export class BatchInspectionResolver {
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who inspected.' })
  agency(@Root() { agencyUscc }: BatchInspection): { uscc: string } {
    return { uscc: agencyUscc };
  }
}

@Resolver(() => TraceBatchType)
export class TraceBatchResolver {
  @Sensitivity('S1')
  @Query(() => TraceBatchType, {
    nullable: true,
    description: 'The batch that a label names; null when there is none. Needs no sign-in.',
  })
  traceBatch(
    @Arg('gtin', () => GTINScalar) gtin: string,
    @Arg('lot', () => String) lot: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TraceBatch | null> {
    return batchByKey(context).load(batchKey({ gtin, lot }));
  }

  @FieldResolver(() => ProductType, { description: 'The product.' })
  product(@Root() { gtin }: TraceBatch): { gtin: string } {
    return { gtin };
  }

  @FieldResolver(() => CropType, { description: 'What was harvested.' })
  harvestedCrop(@Root() { crop, variety }: TraceBatch): CropType {
    return cropOf(crop, variety);
  }

  @FieldResolver(() => FieldPlotType, {
    nullable: true,
    description: 'The plot it was harvested from, as it is now; null: not known to the plot.',
  })
  originPlot(@Root() { originPlotId }: TraceBatch, @Ctx() context: SubgraphContext): Promise<FieldPlot | null> | null {
    return originPlotId ? plotById(context).load(originPlotId) : null;
  }

  @FieldResolver(() => [TraceEventType], {
    description: `The latest ${MOST} events in the order they happened; eventsConnection has them all.`,
  })
  async events(@Root() batch: TraceBatch, @Ctx() context: SubgraphContext): Promise<TraceEvent[]> {
    return (await eventsAfter(context).load(behind(batch, Math.max(0, batch.eventCount - MOST)))) ?? [];
  }

  @FieldResolver(() => TraceEventConnection, { nullable: true, description: 'Events of the batch, the latest first.' })
  eventsConnection(
    @Root() batch: TraceBatch,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('bizStep', () => String, { nullable: true, description: 'Those of one business step alone.' })
    bizStep: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<TraceEvent>> {
    const step = BIZ_STEPS.find((known) => known === bizStep);
    if (bizStep != null && !step) {
      throw new CityGraphError('BAD_USER_INPUT', `bizStep: give one of ${BIZ_STEPS.join(', ')}.`, {
        extensions: { argument: 'bizStep' },
      });
    }
    return eventsOf(context, { where: step ? { bizStep: step } : {}, first, after }).load(batchKey(batch));
  }

  @FieldResolver(() => BatchInspectionConnection, {
    nullable: true,
    description: 'Official inspections, the latest first.',
  })
  inspections(
    @Root() batch: TraceBatch,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<BatchInspection>> {
    return inspectionsOf(context, { first, after }).load(batchKey(batch));
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether every recorded event is there and as it was written: the hashes of the chain are computed anew.',
  })
  async chainIntact(@Root() batch: TraceBatch, @Ctx() context: SubgraphContext): Promise<boolean> {
    return isIntact((await eventsAfter(context).load(behind(batch, 0))) ?? [], batch);
  }

  @Sensitivity('S2')
  @Mutation(() => TraceBatchType, {
    nullable: true,
    description:
      'An inspector of market supervision on a case that names the product or its brand owner records the result of an official inspection. A report is recorded once; a batch that fails is held back from shipping and sale until it passes one.',
  })
  async recordInspection(
    @Arg('gtin', () => GTINScalar) gtin: string,
    @Arg('lot', () => String) lot: string,
    @Arg('inspectionNumber', () => ID, { description: "The agency's number of the report." }) inspectionNumber: string,
    @Arg('passed', () => Boolean) passed: boolean,
    @Arg('placeId', () => ID, { description: 'Where: id of a Place of the city.' }) placeId: string,
    @Arg('remark', () => String, { nullable: true }) remark: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<TraceBatch | null> {
    const { em, viewer, clock } = context;
    const input = { gtin, lot, inspectionNumber, passed, placeId, remark: remark ?? null };
    return batchByKey(context).load(await recordInspection(em, viewer, input, clock.now()));
  }
}

@Resolver(() => ProductType)
export class ProductBatchResolver {
  @Sensitivity('S1')
  @FieldResolver(() => TraceBatchType, {
    nullable: true,
    description: 'The batch with that lot number; null when there is none.',
  })
  batch(
    @Root() { gtin }: { gtin: string },
    @Arg('lot', () => String) lot: string,
    @Ctx() context: SubgraphContext,
  ): Promise<TraceBatch | null> {
    return batchByKey(context).load(batchKey({ gtin, lot }));
  }

  @Sensitivity('S1')
  @FieldResolver(() => TraceBatchConnection, {
    nullable: true,
    description: 'Batches of the product, the latest first.',
  })
  batches(
    @Root() { gtin }: { gtin: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<TraceBatch>> {
    return batchesOf(context, { first, after }).load(gtin);
  }
}

export function batchReference(
  { gtin, lot }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<TraceBatch | null> {
  return batchByKey(context).load(batchKey({ gtin: String(gtin), lot: String(lot) }));
}
