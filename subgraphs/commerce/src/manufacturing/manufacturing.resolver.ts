import { CentsScalar, CityGraphError, DateScalar, DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  Key,
  PageArgs,
  pageLoader,
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
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { LegalEntityType } from '../product/product.resolver.ts';
import { ManufacturingCapability, PROCESSES } from './capability.entity.ts';
import { acceptQuotation, advanceWorkOrder, endQuotation, quote, requestQuotation } from './negotiate.ts';
import { QUOTATION_STATUSES, Quotation } from './quotation.entity.ts';
import { WORK_ORDER_STATUSES, WorkOrder } from './work-order.entity.ts';

const MOST = 100;

@Sensitivity('S1')
@Key('id')
@ObjectType('ManufacturingCapability', {
  description: 'What a manufacturer can do for others (ISA-95, Asset Administration Shell).',
})
export class ManufacturingCapabilityType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: `${PROCESSES.join(', ')}.` })
  process!: string;

  @Field(() => String, {
    nullable: true,
    description: 'IRI of the Asset Administration Shell of the line; null: none is kept.',
  })
  assetShellId?: string | null;
}

@Sensitivity('S2')
@Key('id')
@ObjectType('Quotation', { description: 'A request for quotation and what came of it; for the two firms.' })
export class QuotationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `${QUOTATION_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => Int, { nullable: true, description: 'Pieces.' })
  quantity?: number;

  @Field(() => String, { nullable: true, description: 'What is wanted.' })
  description?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Day it is needed by.' })
  neededBy?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'Price of a piece in CNY cents; null: not quoted yet.' })
  unitCents?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when the price holds.' })
  validUntil?: Date | null;
}

@Sensitivity('S2')
@Key('id')
@ObjectType('WorkOrder', { description: 'Work that two firms agreed on (ISA-95 job order).' })
export class WorkOrderType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `${WORK_ORDER_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the work was agreed on.' })
  releasedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was completed or cancelled.' })
  endedAt?: Date | null;
}

const QuotationConnection = connectionOf('Quotation', () => QuotationType);
const WorkOrderConnection = connectionOf('WorkOrder', () => WorkOrderType);

const capabilityById = defineLoader<string, ManufacturingCapability, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, ManufacturingCapability, { id: { $in: [...ids] } }), ({ id }) => id),
);
const quotationById = defineLoader<string, Quotation, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Quotation, { id: { $in: [...ids] } }), ({ id }) => id),
);
const workOrderById = defineLoader<string, WorkOrder, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, WorkOrder, { id: { $in: [...ids] } }), ({ id }) => id),
);

const newestRequest = [
  ['requestedAt', 'desc'],
  ['id', 'asc'],
] as const;
const newestWork = [
  ['releasedAt', 'desc'],
  ['id', 'asc'],
] as const;
const quotationsAsProvider = pageLoader(Quotation, { parent: 'providerUscc', order: newestRequest });
const quotationsAsRequester = pageLoader(Quotation, { parent: 'requesterUscc', order: newestRequest });
const workAsProvider = pageLoader(WorkOrder, { parent: 'providerUscc', order: newestWork });
const workAsRequester = pageLoader(WorkOrder, { parent: 'requesterUscc', order: newestWork });

@Resolver(() => ManufacturingCapabilityType)
export class ManufacturingCapabilityResolver {
  @Sensitivity('S1')
  @Query(() => [ManufacturingCapabilityType], { nullable: true, description: `Who can do a process, at most ${MOST}.` })
  manufacturingCapabilities(
    @Arg('process', () => String, { description: `${PROCESSES.join(', ')}.` }) process: string,
    @Ctx() { em }: SubgraphContext,
  ): Promise<ManufacturingCapability[]> {
    const known = PROCESSES.find((candidate) => candidate === process);
    if (!known) {
      throw new CityGraphError('BAD_USER_INPUT', `process: give one of ${PROCESSES.join(', ')}.`, {
        extensions: { argument: 'process' },
      });
    }
    return findRows(em, ManufacturingCapability, { process: known }, { orderBy: { id: 'asc' }, limit: MOST });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'The manufacturer.' })
  provider(@Root() { providerUscc }: ManufacturingCapability): { uscc: string } {
    return { uscc: providerUscc };
  }
}

@Resolver(() => QuotationType)
export class QuotationResolver {
  @Sensitivity('S2')
  @FieldResolver(() => ManufacturingCapabilityType, { nullable: true, description: 'What was asked for.' })
  capability(
    @Root() { capabilityId }: Quotation,
    @Ctx() context: SubgraphContext,
  ): Promise<ManufacturingCapability | null> {
    return capabilityById(context).load(capabilityId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who asks.' })
  requester(@Root() { requesterUscc }: Quotation): { uscc: string } {
    return { uscc: requesterUscc };
  }

  @Sensitivity('S2')
  @Mutation(() => QuotationType, {
    nullable: true,
    description: 'Ask a manufacturer for a price, for a firm you represent; a repeat answers the first request.',
  })
  async requestQuotation(
    @Arg('capabilityId', () => ID) capabilityId: string,
    @Arg('requester', () => USCCScalar) requester: string,
    @Arg('quantity', () => Int) quantity: number,
    @Arg('description', () => String) description: string,
    @Arg('neededBy', () => DateScalar) neededBy: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Quotation | null> {
    const { em, viewer, clock } = context;
    const input = { capabilityId, requester, quantity, description, neededBy };
    return quotationById(context).load(await requestQuotation(em, viewer, input, key ?? null, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => QuotationType, {
    nullable: true,
    description: 'The manufacturer names a price and until when it holds, once.',
  })
  async quote(
    @Arg('id', () => ID) id: string,
    @Arg('unitCents', () => CentsScalar) unitCents: number,
    @Arg('validUntil', () => DateTimeScalar) validUntil: Date,
    @Ctx() context: SubgraphContext,
  ): Promise<Quotation | null> {
    const { em, viewer, clock } = context;
    return quotationById(context).load(await quote(em, viewer, { id, unitCents, validUntil }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => QuotationType, {
    nullable: true,
    description: 'The manufacturer declines a request that is not agreed on.',
  })
  async declineQuotation(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Quotation | null> {
    const { em, viewer, clock } = context;
    return quotationById(context).load(await endQuotation(em, viewer, { id }, 'DECLINED', clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => QuotationType, { nullable: true, description: 'The firm withdraws a request that is not agreed on.' })
  async withdrawQuotation(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Quotation | null> {
    const { em, viewer, clock } = context;
    return quotationById(context).load(await endQuotation(em, viewer, { id }, 'WITHDRAWN', clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => WorkOrderType, {
    nullable: true,
    description: 'The firm takes the price while it holds: work is released.',
  })
  async acceptQuotation(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<WorkOrder | null> {
    const { em, viewer, clock } = context;
    return workOrderById(context).load(await acceptQuotation(em, viewer, { id }, clock.now()));
  }
}

@Resolver(() => WorkOrderType)
export class WorkOrderResolver {
  @Sensitivity('S2')
  @FieldResolver(() => QuotationType, { nullable: true, description: 'What was agreed on.' })
  quotation(@Root() { quotationId }: WorkOrder, @Ctx() context: SubgraphContext): Promise<Quotation | null> {
    return quotationById(context).load(quotationId);
  }

  @Sensitivity('S2')
  @Mutation(() => WorkOrderType, {
    nullable: true,
    description:
      'The manufacturer makes released work RUNNING and running work COMPLETED; either firm makes released work CANCELLED.',
  })
  async advanceWorkOrder(
    @Arg('id', () => ID) id: string,
    @Arg('status', () => String) status: string,
    @Ctx() context: SubgraphContext,
  ): Promise<WorkOrder | null> {
    const { em, viewer, clock } = context;
    return workOrderById(context).load(await advanceWorkOrder(em, viewer, { id, status }, clock.now()));
  }
}

@Resolver(() => LegalEntityType)
export class FirmContractsResolver {
  @Sensitivity('S2')
  @FieldResolver(() => QuotationConnection, {
    nullable: true,
    description: "The firm's requests for quotation, the latest first; for its representatives.",
  })
  quotationsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('asProvider', () => Boolean, {
      defaultValue: false,
      description: 'Those it was asked for, not those it asked.',
    })
    asProvider: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Quotation>> {
    return (asProvider ? quotationsAsProvider : quotationsAsRequester)(context, { first, after }).load(uscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => WorkOrderConnection, {
    nullable: true,
    description: "The firm's work orders, the latest first; for its representatives.",
  })
  workOrdersConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('asProvider', () => Boolean, { defaultValue: false, description: 'Those it does, not those done for it.' })
    asProvider: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<WorkOrder>> {
    return (asProvider ? workAsProvider : workAsRequester)(context, { first, after }).load(uscc);
  }
}

export const manufacturingCapabilityReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ManufacturingCapability | null> => capabilityById(context).load(String(id));
export const quotationReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Quotation | null> => quotationById(context).load(String(id));
export const workOrderReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<WorkOrder | null> => workOrderById(context).load(String(id));
