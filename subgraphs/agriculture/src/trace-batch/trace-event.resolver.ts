import { DateTimeScalar, GTINScalar, USCCScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../farm/farm.resolver.ts';
import { PlaceType } from '../field-plot/field-plot.resolver.ts';
import { actionOf, BIZ_STEPS, bizStepUri } from './biz-step.rules.ts';
import { recordTraceEvent } from './record-trace-event.ts';
import { eventById } from './trace-batch.loader.ts';
import type { TraceEvent } from './trace-event.entity.ts';

@Sensitivity('S1')
@ObjectType('TraceEvent', {
  description:
    'What happened to a batch: what, when, where, why and by whom (EPCIS 2.0, ISO/IEC 19987). Never changed.',
})
export class TraceEventType {
  @Field(() => Int, { description: 'Its number in the batch: 1, 2, 3 …' })
  sequence!: number;

  @Field(() => DateTimeScalar, { description: 'When it happened, with the offset of the city.' })
  eventTime!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordTime!: Date;

  @Field(() => String, { description: `Business step, a word of GS1's CBV 2.0: ${BIZ_STEPS.join(', ')}.` })
  bizStep!: string;

  @Field(() => String, {
    description:
      'SHA-256 over the hash of the event before and this event, hexadecimal: who changed one would have to change all later ones.',
  })
  eventHash!: string;
}

@Resolver(() => TraceEventType)
export class TraceEventResolver {
  @FieldResolver(() => String, { description: 'The business step as a web address of the CBV.' })
  bizStepUri(@Root() { bizStep }: TraceEvent): string {
    return bizStepUri(bizStep);
  }

  @FieldResolver(() => String, {
    description: 'EPCIS action: ADD opens the batch, DELETE ends it, OBSERVE is all between.',
  })
  action(@Root() { bizStep }: TraceEvent): string {
    return actionOf(bizStep);
  }

  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it happened.' })
  readPoint(@Root() { placeId }: TraceEvent): { id: string } {
    return { id: placeId };
  }

  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who did it.' })
  actor(@Root() { actorUscc }: TraceEvent): { uscc: string } {
    return { uscc: actorUscc };
  }

  @Sensitivity('S2')
  @Mutation(() => TraceEventType, {
    nullable: true,
    description:
      'Record what happened to a batch now: by a representative of the brand owner, of a seller of the product or of a carrier, in the order of the chain of custody. commissioning, by the brand owner, opens the batch. The same again within a minute is a repeat.',
  })
  async recordTraceEvent(
    @Arg('gtin', () => GTINScalar) gtin: string,
    @Arg('lot', () => String, { description: 'As on the label: 1 to 20 characters (GS1 AI 10).' }) lot: string,
    @Arg('bizStep', () => String, { description: "A word of GS1's CBV 2.0, e.g. packing." }) bizStep: string,
    @Arg('placeId', () => ID, { description: 'Where it happened: id of a Place of the city.' }) placeId: string,
    @Arg('originPlotId', () => ID, {
      nullable: true,
      description: 'With commissioning alone: the plot it was harvested from.',
    })
    originPlotId: string | null,
    @Arg('actorUscc', () => USCCScalar, {
      nullable: true,
      description: 'For whom, when you represent several; else whichever may record the step.',
    })
    actorUscc: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<TraceEvent | null> {
    const { em, viewer, clock } = context;
    const input = { gtin, lot, bizStep, placeId, originPlotId: originPlotId ?? null, actorUscc: actorUscc ?? null };
    return eventById(context).load(await recordTraceEvent(em, viewer, input, key ?? null, clock.now()));
  }
}
