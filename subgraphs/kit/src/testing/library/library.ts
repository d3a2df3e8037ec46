import { CityGraphError } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';
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
import { z } from 'zod';
import {
  anyOf,
  type Connection,
  connectionOf,
  defineLoader,
  defineSubgraph,
  granted,
  groupRows,
  guardian,
  idempotent,
  Key,
  living,
  migration,
  officer,
  PageArgs,
  Purposes,
  pageLoader,
  pageOf,
  Sensitivity,
  type SubgraphContext,
  self,
  type Told,
  told,
  validate,
} from '../../index.ts';

const LoanSchema = defineEntity({
  name: 'Loan',
  tableName: 'loan',
  properties: {
    id: p.integer().primary(),
    readerId: p.string().length(40),
    title: p.string().length(200),
    lentAt: p.datetime(3),
  },
});

/** A table of the library, kit's own small department for its tests. */
export class Loan extends LoanSchema.class {}
LoanSchema.setClass(Loan);

const loansOf = defineLoader<string, Loan[], SubgraphContext>(async (readers, { em }) =>
  groupRows(
    readers,
    await em.find(Loan, { readerId: { $in: [...readers] } }, { orderBy: { id: 'asc' } }),
    ({ readerId }) => readerId,
  ),
);

@Sensitivity('S3')
@ObjectType('Loan', { description: 'A book that is lent.' })
export class LoanType {
  @Sensitivity('S1')
  @Field(() => String, { description: 'Title of the book.' })
  title!: string;
}

const LoanConnection = connectionOf('Loan', () => LoanType);

const loanPagesOf = pageLoader(Loan, {
  parent: 'readerId',
  order: [
    ['lentAt', 'desc'],
    ['id', 'asc'],
  ],
});

@Key('id')
@ObjectType('Resident')
class ReaderType {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => ReaderType)
class ReaderResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [LoanType], { nullable: true, description: 'Books the reader has.' })
  loans(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<Loan[] | null> {
    return loansOf(context).load(id);
  }

  @Sensitivity('S3')
  @FieldResolver(() => LoanConnection, { nullable: true, description: 'Books the reader has, latest first.' })
  loansConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Loan>> {
    return loanPagesOf(context, { first, after }).load(id);
  }

  @Sensitivity('S4')
  @Purposes('social-assistance')
  @FieldResolver(() => Int, { nullable: true, description: 'Fines owed, in cents.' })
  finesCents(): number {
    return 250;
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { nullable: true, description: 'A field that fails.' })
  broken(): string {
    throw new Error('secret detail');
  }
}

@Resolver(() => LoanType)
export class LoanResolver {
  @Sensitivity('S1')
  @Query(() => Int, { nullable: true, description: 'How many books are lent.' })
  lent(@Ctx() { em }: SubgraphContext): Promise<number> {
    return em.count(Loan);
  }

  @Sensitivity('S1')
  @Query(() => LoanConnection, { nullable: true, description: 'Titles that are lent.' })
  titles(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('descending', () => Boolean, { defaultValue: false }) descending: boolean,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<Loan>> {
    const direction = descending ? 'desc' : 'asc';
    return pageOf(em, Loan, {
      order: [
        ['title', direction],
        ['id', direction],
      ],
      first,
      after,
    });
  }

  @Sensitivity('S3')
  @Mutation(() => ReaderType, { nullable: true, description: 'Lend a book to oneself.' })
  async lend(
    @Arg('title', () => String) title: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<{ id: string }> {
    const input = validate(z.strictObject({ title: z.string().min(2, 'give a title of two letters or more') }), {
      title,
    });
    const { resident } = viewer.principal;
    if (resident === null) throw new CityGraphError('FORBIDDEN', 'Only residents read here.');
    const now = clock.now();
    const isLiving = living(Loan);
    await idempotent(em, { operation: 'lend', key, viewer, input, now, isLiving }, async (inner) => {
      const id = (await inner.count(Loan)) + 1;
      await inner.insert(Loan, { id, readerId: resident, title: input.title, lentAt: now });
      return String(id);
    });
    return { id: resident };
  }

  @Sensitivity('S3')
  @Mutation(() => ID, { nullable: true, description: 'Give a book back. Answers its number.' })
  async giveBack(
    @Arg('loan', () => Int) id: number,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Told<string>> {
    const found = await em.findOne(Loan, { id });
    const loan = granted(viewer, ownLoan, found, { argument: 'loan', what: 'loan', now: clock.now() });
    await em.nativeDelete(Loan, { id });
    return told(String(id), loan, { about: ({ readerId }) => [readerId] });
  }
}

const ownLoan = self<Loan>(({ readerId }) => readerId);

const reader = { self: self(({ id }: { id: string }) => id), guardian: guardian(({ id }: { id: string }) => id) };

export const library = defineSubgraph({
  name: 'library',
  description: 'A department just big enough to try the kit.',
  entities: [Loan],
  migrations: [
    migration('library-0001-loan', (schema) => [
      schema
        .createTable('loan')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('reader_id', 'varchar(40)', (column) => column.notNull())
        .addColumn('title', 'varchar(200)', (column) => column.notNull())
        .addColumn('lent_at', 'datetime(3)' as never, (column) => column.notNull()),
      schema.createIndex('loan_reader').on('loan').column('reader_id'),
    ]),
  ],
  resolvers: [LoanResolver, ReaderResolver],
  references: { Resident: ({ id }) => ({ id }) },
  access: {
    Resident: {
      default: anyOf(
        reader.self,
        reader.guardian,
        officer({ purposes: ['social-assistance'], subject: ({ id }: { id: string }) => [id] }),
      ),
      about: ({ id }: { id: string }) => [id],
    },
  },
  async seed(em) {
    await em.insertMany(
      Loan,
      Array.from({ length: 40 }, (_, i) => ({
        id: i + 1,
        readerId: `res_${i % 20}`,
        title: `Book ${i}`,
        lentAt: new Date('2026-10-01T10:00:00.123+08:00'),
      })),
    );
  },
});
