import { DateTimeScalar, type ExchangeRecord, fitted, RECORD_BOUNDS, subjectHash } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  Key,
  type LoadedPage,
  PageArgs,
  pageLoader,
  pageWith,
  Requires,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { DataGrantType, grantById, type SeenGrant } from '../data-grant/data-grant.resolver.ts';
import { LegalEntityType, ParallelApprovalCaseType, ResidentType } from '../federated-types.ts';
import { keysOf } from '../registry-context.ts';
import type { ApprovalSubject, SeenRecord } from './exchange-record.access.ts';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record.entity.ts';
import { ExchangeRemark } from './exchange-remark.ts';
import { readRecord } from './read-record.ts';

/** Records in one list. */
const MOST_RECORDS = 100;

@Key('id')
@Sensitivity('S3')
@ObjectType('ExchangeRecord', {
  description:
    'Evidence of one operation that touched personal data: who was shown what, why, and under whose decision.',
})
export class ExchangeRecordType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at?: Date;

  @Field(() => String, { nullable: true, description: 'Client id of the app that asked.' })
  app?: string | null;

  @Field(() => String, { nullable: true, description: "Name of the gateway's ledger that it stands in." })
  ledger?: string;

  @Field(() => Int, { nullable: true, description: 'Its place in that ledger.' })
  sequence?: number;

  @Field(() => String, { nullable: true, description: 'Hash of the entry, chained to the one before.' })
  chainHash?: string;

  @Field(() => ExchangeRemark, {
    nullable: true,
    description: 'Why it is not kept as others are; null: it is.',
  })
  remark?: ExchangeRemark | null;
}

const ExchangeRecordConnection = connectionOf('ExchangeRecord', () => ExchangeRecordType);

const NEWEST_FIRST = [
  ['at', 'desc'],
  ['recordId', 'asc'],
] as const;
const placesOf = pageLoader(ExchangeSubject, { parent: 'subject', order: NEWEST_FIRST });
const recordById = defineLoader<string, ExchangeRecordRow, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, ExchangeRecordRow, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** Every field asks for it; it is read once. */
const known = new WeakMap<ExchangeRecordRow, ExchangeRecord>();
function evidenceOf(row: ExchangeRecordRow): ExchangeRecord {
  const evidence = known.get(row) ?? readRecord(JSON.parse(row.record)).record;
  known.set(row, evidence);
  return evidence;
}
const aboutNobody = (row: ExchangeRecordRow): SeenRecord => ({ ...row, subjectKey: '' });

interface Wanted {
  readonly since: Date | null;
  readonly withOwn: boolean;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** What was seen of somebody's data, the latest first. */
async function accessesTo(
  type: 'Resident' | 'LegalEntity',
  subjectKey: string,
  { since, withOwn, first, after }: Wanted,
  context: SubgraphContext,
): Promise<Connection<SeenRecord>> {
  const me = fitted(context.viewer.principal.subject ?? '', RECORD_BOUNDS.actor);
  const where = {
    $and: [
      since === null ? {} : { at: { $gte: since } },
      withOwn ? {} : { $or: [{ actor: null }, { actor: { $ne: me } }] },
    ],
  };
  return recordsOf(type, subjectKey, { where: where as never, first, after: after ?? null }, { subjectKey }, context);
}

/** Records that stand under a key, as whoever comes by it sees them. */
async function recordsOf(
  type: 'Resident' | 'LegalEntity' | 'ParallelApprovalCase',
  key: string,
  wanted: Omit<LoadedPage<ExchangeSubject>, 'order'>,
  seen: Pick<SeenRecord, 'subjectKey' | 'approval'>,
  context: SubgraphContext,
): Promise<Connection<SeenRecord>> {
  const page = await placesOf(context, wanted).load(subjectHash(keysOf(context).subjectSecret, type, key));
  return pageWith(page, async (places) => {
    const records = await recordById(context).loadMany(places.map(({ recordId }) => recordId));
    return records.map((record) => (record && !(record instanceof Error) ? { ...record, ...seen } : null));
  });
}

@Resolver(() => ExchangeRecordType)
export class ExchangeRecordResolver {
  @Sensitivity('S3')
  @Query(() => ExchangeRecordType, { nullable: true, description: 'One record by its key; for administrators.' })
  async exchangeRecord(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenRecord | null> {
    return exchangeRecordReference({ id }, context);
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, {
    nullable: true,
    description: 'The firm, agency or institution that asked; null: a person for themselves.',
  })
  consumer(@Root() { organisation }: SeenRecord): { uscc: string } | null {
    return organisation === null ? null : { uscc: organisation };
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'For what purpose.' })
  purpose(@Root() row: SeenRecord): string | null {
    return evidenceOf(row).purpose;
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'On which case of an officer.' })
  case(@Root() row: SeenRecord): string | null {
    return evidenceOf(row).case;
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'Name of the operation.' })
  operation(@Root() row: SeenRecord): string | null {
    return evidenceOf(row).operation;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [String], { nullable: true, description: 'What was shown: `Type.field`, sorted.' })
  coordinates(@Root() row: SeenRecord): readonly string[] {
    return evidenceOf(row).coordinates;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Plugins that were sent some of it, with what: `plugin:Type.field`.',
  })
  receivers(@Root() row: SeenRecord): readonly string[] {
    return evidenceOf(row).receivers;
  }

  @Sensitivity('S3')
  @FieldResolver(() => [DataGrantType], { nullable: true, description: 'Decisions that it was allowed by.' })
  async grants(@Root() row: SeenRecord, @Ctx() context: SubgraphContext): Promise<SeenGrant[]> {
    const grants = await grantById(context).loadMany(evidenceOf(row).grants);
    return grants.filter((grant): grant is SeenGrant => grant !== null && !(grant instanceof Error));
  }

  @Sensitivity('S3')
  @FieldResolver(() => Int, { nullable: true, description: 'How many objects with such data the answer held.' })
  rows(@Root() row: SeenRecord): number {
    return evidenceOf(row).rows;
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'Keyed hash of what was asked.' })
  requestHash(@Root() row: SeenRecord): string {
    return evidenceOf(row).requestHash;
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'Keyed hash of the answer.' })
  responseHash(@Root() row: SeenRecord): string {
    return evidenceOf(row).responseHash;
  }
}

const SINCE = { nullable: true, description: 'Not before this moment.' } as const;
const WITH_OWN = {
  defaultValue: false,
  description:
    "True: what you looked at yourself as well, with the city's own apps. What others' apps and plugins got is always here.",
} as const;

@Resolver(() => ResidentType)
export class ResidentAccessesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ExchangeRecordType], {
    nullable: true,
    description: `Who saw the person's data, the latest first, at most ${MOST_RECORDS}; for themselves and their guardians.`,
  })
  async dataAccesses(
    @Root() { id }: ResidentType,
    @Arg('since', () => DateTimeScalar, SINCE) since: Date | null,
    @Arg('withOwn', () => Boolean, WITH_OWN) withOwn: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly SeenRecord[]> {
    const wanted = { since: since ?? null, withOwn, first: MOST_RECORDS };
    return (await accessesTo('Resident', id, wanted, context)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ExchangeRecordConnection, {
    nullable: true,
    description: "Who saw the person's data, the latest first, page by page; for themselves and their guardians.",
  })
  dataAccessesConnection(
    @Root() { id }: ResidentType,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('since', () => DateTimeScalar, SINCE) since: Date | null,
    @Arg('withOwn', () => Boolean, WITH_OWN) withOwn: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenRecord>> {
    return accessesTo('Resident', id, { since: since ?? null, withOwn, first, after }, context);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityAccessesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ExchangeRecordType], {
    nullable: true,
    description: `Who saw the firm's data, the latest first, at most ${MOST_RECORDS}; for its representatives.`,
  })
  async dataAccesses(
    @Root() { uscc }: LegalEntityType,
    @Arg('since', () => DateTimeScalar, SINCE) since: Date | null,
    @Arg('withOwn', () => Boolean, WITH_OWN) withOwn: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly SeenRecord[]> {
    const wanted = { since: since ?? null, withOwn, first: MOST_RECORDS };
    return (await accessesTo('LegalEntity', uscc, wanted, context)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ExchangeRecordConnection, {
    nullable: true,
    description: "Who saw the firm's data, the latest first, page by page; for its representatives.",
  })
  dataAccessesConnection(
    @Root() { uscc }: LegalEntityType,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('since', () => DateTimeScalar, SINCE) since: Date | null,
    @Arg('withOwn', () => Boolean, WITH_OWN) withOwn: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenRecord>> {
    return accessesTo('LegalEntity', uscc, { since: since ?? null, withOwn, first, after }, context);
  }
}

@Resolver(() => ParallelApprovalCaseType)
export class ApprovalExchangesResolver {
  @Sensitivity('S3')
  @Requires('applicant { uscc }')
  @FieldResolver(() => [ExchangeRecordType], {
    nullable: true,
    description: `What officers looked at for the project, the latest first, at most ${MOST_RECORDS}; for who applied, and officers who work on it.`,
  })
  async dataExchanges(
    @Root() approval: ApprovalSubject,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly SeenRecord[]> {
    return (await exchangesFor(approval, { first: MOST_RECORDS }, context)).nodes;
  }

  @Sensitivity('S3')
  @Requires('applicant { uscc }')
  @FieldResolver(() => ExchangeRecordConnection, {
    nullable: true,
    description:
      'What officers looked at for the project, the latest first, page by page; for who applied, and officers who work on it.',
  })
  dataExchangesConnection(
    @Root() approval: ApprovalSubject,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenRecord>> {
    return exchangesFor(approval, { first, after }, context);
  }
}

function exchangesFor(
  approval: ApprovalSubject,
  { first, after = null }: Pick<Wanted, 'first' | 'after'>,
  context: SubgraphContext,
): Promise<Connection<SeenRecord>> {
  const seen = { subjectKey: '', approval };
  return recordsOf('ParallelApprovalCase', approval.projectCode, { first, after }, seen, context);
}

export async function exchangeRecordReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<SeenRecord | null> {
  const row = await recordById(context).load(String(ref.id));
  return row && aboutNobody(row);
}
