import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import { LockMode } from '@mikro-orm/core';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Address } from '../address/address.entity.ts';
import { tendsFarm } from '../farm/farm.access.ts';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';
import { appendEvent } from './append-event.ts';
import { assertMayRecord, parseBizStep, type Recorded } from './biz-step.rules.ts';
import { CHAIN_START } from './event-chain.rules.ts';
import { Gtin, Lot } from './lot.rules.ts';
import { type Party, partiesOf } from './party.ts';
import { Product } from './product.entity.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';
import { TraceEvent } from './trace-event.entity.ts';

const NewEvent = z.strictObject({
  gtin: Gtin,
  lot: Lot,
  bizStep: z.string(),
  placeId: z.string().min(1).max(40),
  actorUscc: z.string().nullable(),
  originPlotId: z.string().min(1).max(40).nullable(),
});

type Step = Omit<z.infer<typeof NewEvent>, 'bizStep'> & { readonly bizStep: ReturnType<typeof parseBizStep> };

/** The same step by the same party at the same place within that time is a repeat. */
const REPEAT_MS = 60_000;

class OpenedMeanwhile extends Error {}

/**
 * A party of the chain of custody says what happened to a batch; commissioning opens it. Answers the event's id, of the first
 * one when it is a repeat.
 */
export async function recordTraceEvent(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof NewEvent>,
  key: string | null,
  now: Date,
): Promise<string> {
  const { bizStep: text, ...valid } = validate(NewEvent, input);
  const step: Step = { ...valid, bizStep: parseBizStep(text) };
  if (step.originPlotId !== null && step.bizStep !== 'commissioning') {
    throw badInput('originPlotId', 'the plot is named when the batch is opened (commissioning).');
  }
  const { gtin, lot } = step;
  for (;;) {
    const opened = (await em.count(TraceBatch, { gtin, lot })) > 0;
    const act = (inner: EntityManager): Promise<string> => record(inner, viewer, step, opened, now);
    try {
      return await (key === null
        ? em.transactional(act)
        : idempotent(em, { operation: 'recordTraceEvent', key, viewer, input: step, now }, act));
    } catch (error) {
      if (!(error instanceof OpenedMeanwhile)) throw error;
    }
  }
}

async function record(em: EntityManager, viewer: Viewer, step: Step, opened: boolean, now: Date): Promise<string> {
  const { gtin, lot, bizStep, placeId } = step;
  // The lock comes first: what is read after it is what the one before has left.
  const batch = opened
    ? await em.findOneOrFail(TraceBatch, { gtin, lot }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  const product = await em.findOne(Product, { gtin });
  if (!product) {
    throw new CityGraphError('NOT_FOUND', `gtin: ${gtin} is no produce that is traced; check the label.`, {
      extensions: { argument: 'gtin' },
    });
  }
  const parties = await partiesOf(em, viewer, product, step.actorUscc);
  if ((await em.count(Address, { placeId })) === 0) {
    throw badInput('placeId', 'there is no such place in the city; give the id of a Place.');
  }
  if (!batch) {
    if (bizStep !== 'commissioning') {
      throw new CityGraphError(
        'CONFLICT',
        `Lot ${lot} is not opened yet; its brand owner records commissioning first.`,
      );
    }
    const actorUscc = choose(parties, bizStep, { events: [] });
    await open(em, viewer, product, step, now);
    return appendEvent(em, { gtin, lot }, { bizStep, placeId, actorUscc, now });
  }
  const events = await em.find(TraceEvent, { batchKey: batchKey(batch) }, { orderBy: { sequence: 'asc' } });
  const repeat = events.findLast(
    (event) =>
      event.bizStep === bizStep &&
      event.placeId === placeId &&
      parties.some(({ uscc }) => uscc === event.actorUscc) &&
      now.getTime() - event.recordTime.getTime() < REPEAT_MS,
  );
  if (repeat) return repeat.id;
  const { closedAt, inspectionPassed } = batch;
  const actorUscc = choose(parties, bizStep, { closedAt, inspectionPassed, events });
  const id = await appendEvent(em, batch, { bizStep, placeId, actorUscc, now });
  if (bizStep === 'destroying') await em.nativeUpdate(TraceBatch, { gtin, lot }, { closedAt: now });
  return id;
}

/** The first party the viewer stands for that may record the step; none: what the first is told. */
function choose(
  parties: readonly Party[],
  bizStep: Step['bizStep'],
  custody: { closedAt?: Date | null; inspectionPassed?: boolean | null; events: readonly Recorded[] },
): string {
  let refusal: unknown;
  for (const party of parties) {
    try {
      assertMayRecord(bizStep, party, custody);
      return party.uscc;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

async function open(em: EntityManager, viewer: Viewer, product: Product, step: Step, now: Date): Promise<void> {
  const plot = step.originPlotId === null ? null : await originPlot(em, viewer, product, step.originPlotId, now);
  await em
    .insert(TraceBatch, {
      gtin: step.gtin,
      lot: step.lot,
      brandOwnerUscc: product.brandOwnerUscc,
      originPlotId: plot?.id ?? null,
      harvestSeason: plot?.season ?? null,
      crop: product.crop,
      variety: plot?.variety ?? null,
      openedAt: now,
      eventCount: 0,
      lastHash: CHAIN_START,
    })
    .catch((error: unknown) => {
      throw error instanceof UniqueConstraintViolationException ? new OpenedMeanwhile() : error;
    });
}

/** Produce comes from a plot of one's own, or of the cooperative's, that grows it. */
async function originPlot(
  em: EntityManager,
  viewer: Viewer,
  { crop }: Product,
  id: string,
  now: Date,
): Promise<FieldPlot> {
  const found = await em.findOne(FieldPlot, { id });
  const plot = granted(viewer, tendsFarm, found, { argument: 'originPlotId', what: 'plot', now });
  if (plot.crop === crop) return plot;
  throw badInput('originPlotId', `the plot grows ${plot.crop ?? 'nothing'}, the product is ${crop}.`);
}

const badInput = (argument: string, message: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
