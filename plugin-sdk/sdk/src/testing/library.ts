import { CentsScalar, CityGraphError, USCCScalar } from '@citygraph/contract';
import {
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { defineLoader } from '../loader.ts';

/** What a request to the test library is answered with. */
export interface LibraryContext {
  readonly subject: string | null;
  readonly requestId: string;
  /** Every batch of titles that was loaded for this request. */
  readonly batches: (readonly number[])[];
}

const title = defineLoader<number, string, LibraryContext>(async (keys, { batches }) => {
  batches.push(keys);
  return keys.map((key) => (key > 900 ? null : `Book ${key}`));
});

/** A door that a test opens: what waits at it is in flight. */
export function door(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** A small schema that can do everything a server must cope with. */
export function librarySchema({ wait = async () => {} }: { wait?: () => Promise<void> } = {}): GraphQLSchema {
  const book = new GraphQLObjectType<{ id: number }, LibraryContext>({
    name: 'Book',
    fields: {
      id: { type: GraphQLInt },
      title: { type: GraphQLString, resolve: ({ id }, _args, context) => title(context).load(id) },
    },
  });
  const text = (resolve: (context: LibraryContext) => unknown) => ({
    type: GraphQLString,
    resolve: (_source: unknown, _args: unknown, context: LibraryContext) => resolve(context),
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, LibraryContext>({
      name: 'Query',
      fields: {
        whoAmI: text(({ subject }) => subject),
        requestId: text(({ requestId }) => requestId),
        books: {
          type: new GraphQLList(book),
          args: { ids: { type: new GraphQLNonNull(new GraphQLList(GraphQLInt)) } },
          resolve: (_source, { ids }) => ids.map((id: number) => ({ id })),
        },
        slow: text(() => wait().then(() => 'at last')),
        forbidden: text(() => {
          throw new CityGraphError('FORBIDDEN', 'Not for you.', { extensions: { coordinate: 'Query.forbidden' } });
        }),
        broken: text(() => {
          throw new Error('connect ECONNREFUSED db.internal:3306');
        }),
        talkative: text(() => {
          throw new GraphQLError('select * from reader', { extensions: { sql: 'select' } });
        }),
        odd: text(() => Promise.reject('just text')),
        unwritable: { type: GraphQLInt, resolve: () => 'idNumber 11010519491231002X' },
        required: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
        owner: { type: GraphQLString, args: { uscc: { type: USCCScalar } }, resolve: (_source, { uscc }) => uscc },
        fine: { type: CentsScalar, resolve: () => 2 ** 40 },
      },
    }),
    mutation: new GraphQLObjectType<unknown, LibraryContext>({
      name: 'Mutation',
      fields: { lend: text(({ subject }) => `lent to ${subject}`) },
    }),
  });
}
