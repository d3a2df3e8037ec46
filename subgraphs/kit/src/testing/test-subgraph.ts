import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Viewer } from '@citygraph/contract';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { type ExecutionResult, type GraphQLSchema, graphql } from 'graphql';
import { Disclosure } from '../access/disclosure.ts';
import type { Database } from '../database/open-database.ts';
import { buildSchema } from '../schema/build-schema.ts';
import type { Clock, Subgraph, SubgraphContext } from '../subgraph.ts';
import { openMigrated } from './open-migrated.ts';
import { tableWritten, type WatchedTables, watchTables } from './watch-tables.ts';

export interface TestSubgraphOptions {
  /** Fills the database once per file. */
  readonly seed?: (em: EntityManager) => Promise<void>;
  /** The moment at which every test happens. */
  readonly now?: Date;
  /**
   * Tests run outside a transaction and see what earlier ones left: for races, which need connections of their own.
   * Default: each test's changes are rolled back.
   */
  readonly commits?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the test asked for
export type Answer = ExecutionResult<any>;

export interface AskingViewer {
  run(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** What an answer says of whose data it shows: the ledger of the hub names them; undefined: of nobody's. */
  disclosed(document: string, variables?: Record<string, unknown>): Promise<unknown>;
  /** Resolves one representation as the gateway would; data is the object. */
  entity(typename: string, key: Record<string, unknown>, selection: string): Promise<Answer>;
  /** Resolves many representations in one request; data is the list. */
  entities(typename: string, keys: readonly Record<string, unknown>[], selection: string): Promise<Answer>;
}

export interface TestedSubgraph {
  /** A unit of work inside the test's transaction. */
  em(): EntityManager;
  as(viewer: Viewer): AskingViewer;
  /** The clock every request sees; a test may move it. */
  readonly clock: Clock & { set(moment: Date): void };
  /** Counts the SQL statements that `work` causes. */
  statements(work: () => Promise<unknown>): Promise<number>;
  context(viewer: Viewer): SubgraphContext;
  /** The schema the department serves. */
  schema(): GraphQLSchema;
  /** From now on notices which tables change. */
  watchTables(): Promise<WatchedTables>;
}

/** All of a department that its schema is made of. */
const MAKE_A_SCHEMA = ['resolvers', 'orphanedTypes', 'references', 'access', 'openMutations', 'refused'] as const;
const built: { readonly subgraph: Subgraph; readonly schema: Promise<GraphQLSchema> }[] = [];

/** A department's schema, which is built once in a process. */
function schemaOf(subgraph: Subgraph): Promise<GraphQLSchema> {
  const known = built.find((other) => MAKE_A_SCHEMA.every((part) => other.subgraph[part] === subgraph[part]));
  if (known) return known.schema;
  const schema = buildSchema(subgraph);
  built.push({ subgraph, schema });
  return schema;
}

/** A department on a real database: SQLite, or MariaDB when `CITYGRAPH_TEST_MYSQL_URL` names a server. */
export function testSubgraph(subgraph: Subgraph, options: TestSubgraphOptions = {}): TestedSubgraph {
  const start = options.now ?? new Date('2026-11-02T09:00:00+08:00');
  const state: {
    orm?: Database;
    schema?: GraphQLSchema;
    em?: EntityManager;
    folder?: string;
    now: Date;
    counting?: { n: number };
    written?: Set<string>;
  } = {
    now: start,
  };
  const schemaName = `citygraph_test_${subgraph.name}_${randomBytes(4).toString('hex')}`;
  const server = process.env.CITYGRAPH_TEST_MYSQL_URL;

  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'citygraph-db-'));
    const url = server ? `${server}/${schemaName}` : `sqlite:${join(state.folder, `${subgraph.name}.sqlite`)}`;
    const [orm, schema] = await Promise.all([openMigrated(url, subgraph), schemaOf(subgraph)]);
    state.orm = orm;
    state.schema = schema;
    await orm.em.fork().transactional((em) => options.seed?.(em as EntityManager) ?? Promise.resolve());
    orm.config.getLogger().isEnabled = (namespace) =>
      namespace === 'query' && (state.counting ?? state.written) !== undefined;
    orm.config.getLogger().logQuery = ({ query }) => {
      if (state.counting) state.counting.n++;
      const table = state.written && tableWritten(query ?? '');
      if (table) state.written?.add(table);
    };
  }, 60_000);

  beforeEach(async () => {
    state.now = start;
    state.em = orm().em.fork() as EntityManager;
    if (!options.commits) await state.em.begin();
  });

  afterEach(async () => {
    delete state.written;
    if (!options.commits) await state.em?.rollback();
  });

  afterAll(async () => {
    if (server) await state.orm?.em.getConnection().execute(`drop database \`${schemaName}\``);
    await state.orm?.close(true);
    if (state.folder) await rm(state.folder, { recursive: true, force: true });
  });

  const orm = (): Database => {
    if (!state.orm) throw new Error('The database is there only inside a test.');
    return state.orm;
  };
  const schema = (): GraphQLSchema => {
    if (!state.schema) throw new Error('The schema is there only inside a test.');
    return state.schema;
  };
  const em = (): EntityManager => {
    if (!state.em) throw new Error('The unit of work is there only inside a test.');
    return state.em.fork({ keepTransactionContext: true }) as EntityManager;
  };
  const clock = {
    now: () => state.now,
    set(moment: Date) {
      state.now = moment;
    },
  };
  const context = (viewer: Viewer): SubgraphContext => ({
    ...subgraph.provides,
    em: em(),
    viewer,
    clock,
    disclosure: new Disclosure(),
    requestId: 'test',
  });

  const as = (viewer: Viewer): AskingViewer => {
    const run: AskingViewer['run'] = (source, variableValues = {}) => {
      return graphql({ schema: schema(), source, variableValues, contextValue: context(viewer) });
    };
    const disclosed: AskingViewer['disclosed'] = async (source, variableValues = {}) => {
      const contextValue = context(viewer);
      const { errors } = await graphql({ schema: schema(), source, variableValues, contextValue });
      if (errors) throw errors[0];
      return contextValue.disclosure.toExtensions().citygraph;
    };
    const entities: AskingViewer['entities'] = async (typename, keys, selection) => {
      const { data, errors } = await run(
        `query Entities($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${selection} } } }`,
        { of: keys.map((key) => ({ __typename: typename, ...key })) },
      );
      return { data: data?._entities, ...(errors ? { errors } : {}) };
    };
    return {
      run,
      disclosed,
      entities,
      async entity(typename, key, selection) {
        const { data, errors } = await entities(typename, [key], selection);
        return { data: data?.[0], ...(errors ? { errors } : {}) };
      },
    };
  };

  return {
    em,
    as,
    clock,
    context,
    schema,
    watchTables() {
      state.written = new Set();
      return watchTables(em, state.written);
    },
    async statements(work) {
      const counting = { n: 0 };
      state.counting = counting;
      try {
        await work();
      } finally {
        delete state.counting;
      }
      return counting.n;
    },
  };
}
