import { CityGraphError, parseDate, parseUscc, type Viewer } from '@citygraph/contract';
import {
  cityDay,
  granted,
  idempotent,
  living,
  newId,
  representative,
  type SubjectRule,
  validate,
} from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { ManufacturingCapability } from './capability.entity.ts';
import { type ContractSubject, provider, requester } from './manufacturing.access.ts';
import { Quotation, type QuotationStatus } from './quotation.entity.ts';
import { WorkOrder, type WorkOrderStatus } from './work-order.entity.ts';

const id = z.string().min(1).max(40);
const Request = z.strictObject({
  capabilityId: id,
  requester: z.string(),
  quantity: z.int().min(1, 'give 1 or more').max(1_000_000, 'give at most 1000000'),
  description: z.string().trim().min(10, 'describe the part in ten characters or more').max(2000),
  neededBy: z.string(),
});

/** A firm asks a manufacturer for a price. Answers the quotation's id. */
export async function requestQuotation(
  em: EntityManager,
  viewer: Viewer,
  request: z.infer<typeof Request>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Request, request);
  const requesterUscc = parseUscc(input.requester);
  const neededBy = parseDate(input.neededBy);
  if (neededBy <= cityDay(now)) throw wrong('neededBy', 'give a day to come.');
  const own = representative<{ uscc: string }>(({ uscc }) => uscc);
  granted(viewer, own, { uscc: requesterUscc }, { argument: 'requester', what: 'firm', now });
  const isLiving = living(Quotation, { status: { $nin: ['DECLINED', 'WITHDRAWN'] } });
  const once = { operation: 'requestQuotation', key, viewer, input, now, isLiving };
  return idempotent(em, once, async (inner) => {
    const capability = await inner.findOne(ManufacturingCapability, { id: input.capabilityId });
    if (!capability) {
      throw new CityGraphError('NOT_FOUND', `capabilityId: nobody offers ${input.capabilityId}.`, {
        extensions: { argument: 'capabilityId' },
      });
    }
    if (capability.providerUscc === requesterUscc) throw wrong('requester', 'a firm does not ask itself.');
    const quotation = newId('rfq_');
    await inner.insert(Quotation, {
      id: quotation,
      capabilityId: capability.id,
      providerUscc: capability.providerUscc,
      requesterUscc,
      quantity: input.quantity,
      description: input.description,
      neededBy,
      status: 'REQUESTED',
      requestedAt: now,
    });
    return quotation;
  });
}

const Quote = z.strictObject({
  id,
  unitCents: z.int('give whole cents').min(1, 'give 1 cent or more').max(100_000_000_000),
  validUntil: z.date(),
});

/** The manufacturer names a price, once, and until when it holds. */
export async function quote(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Quote>,
  now: Date,
): Promise<string> {
  const { id: key, unitCents, validUntil } = validate(Quote, input);
  if (validUntil <= now) throw wrong('validUntil', 'give a moment in the future.');
  await claimed(em, viewer, key, provider, now);
  return moved(em, key, ['REQUESTED'], { status: 'QUOTED', unitCents, validUntil });
}

const Ending = z.strictObject({ id });

/** The manufacturer declines a request, or the firm withdraws it, while nothing is agreed. */
export async function endQuotation(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Ending>,
  status: 'DECLINED' | 'WITHDRAWN',
  now: Date,
): Promise<string> {
  const { id: key } = validate(Ending, input);
  await claimed(em, viewer, key, status === 'DECLINED' ? provider : requester, now);
  return moved(em, key, ['REQUESTED', 'QUOTED'], { status });
}

/** The firm takes the price while it holds: work is released. Answers the work order's id. */
export async function acceptQuotation(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Ending>,
  now: Date,
): Promise<string> {
  const { id: key } = validate(Ending, input);
  return em.transactional(async (inner) => {
    const quotation = await claimed(inner, viewer, key, requester, now);
    if (quotation.validUntil && quotation.validUntil <= now) {
      throw new CityGraphError('CONFLICT', 'The price no longer holds; ask for a new one.');
    }
    await moved(inner, key, ['QUOTED'], { status: 'ACCEPTED' });
    const work = newId('wo_');
    const { providerUscc, requesterUscc } = quotation;
    await inner.insert(WorkOrder, {
      id: work,
      quotationId: key,
      providerUscc,
      requesterUscc,
      status: 'RELEASED',
      releasedAt: now,
    });
    return work;
  });
}

/** Who may bring work from where to where: ISA-95's states of a job order. */
const STEPS: Readonly<
  Record<Exclude<WorkOrderStatus, 'RELEASED'>, { from: WorkOrderStatus; by: readonly SubjectRule<ContractSubject>[] }>
> = {
  RUNNING: { from: 'RELEASED', by: [provider] },
  COMPLETED: { from: 'RUNNING', by: [provider] },
  CANCELLED: { from: 'RELEASED', by: [provider, requester] },
};

const Step = z.strictObject({
  id,
  status: z.enum(['RUNNING', 'COMPLETED', 'CANCELLED'], { error: 'give RUNNING, COMPLETED or CANCELLED' }),
});

/** The manufacturer starts and completes work; either firm cancels it before it runs. Answers its id. */
export async function advanceWorkOrder(
  em: EntityManager,
  viewer: Viewer,
  input: { readonly id: string; readonly status: string },
  now: Date,
): Promise<string> {
  const { id: key, status } = validate(Step, input as z.infer<typeof Step>);
  const { from, by } = STEPS[status];
  const found = await em.findOne(WorkOrder, { id: key });
  const rule = by.find((candidate) => found && candidate(viewer, found, now).allowed) ?? provider;
  granted(viewer, rule, found, { argument: 'id', what: 'work order', now });
  const ended = status === 'RUNNING' ? {} : { endedAt: now };
  if ((await em.nativeUpdate(WorkOrder, { id: key, status: from }, { status, ...ended })) === 0) {
    throw new CityGraphError('CONFLICT', `The work is not ${from}; look at it again.`);
  }
  return key;
}

async function claimed(
  em: EntityManager,
  viewer: Viewer,
  key: string,
  rule: SubjectRule<ContractSubject>,
  now: Date,
): Promise<Quotation> {
  const found = await em.findOne(Quotation, { id: key });
  return granted(viewer, rule, found, { argument: 'id', what: 'quotation', now }) as Quotation;
}

async function moved(em: EntityManager, key: string, from: QuotationStatus[], to: Partial<Quotation>): Promise<string> {
  if ((await em.nativeUpdate(Quotation, { id: key, status: { $in: from } }, to as never)) > 0) return key;
  throw new CityGraphError('CONFLICT', `The quotation is no longer ${from.join(' or ')}; look at it again.`);
}

const wrong = (argument: string, message: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
