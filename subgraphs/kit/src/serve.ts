import type { HopVerification } from '@citygraph/contract';
import { serveGraphql } from '@citygraph/plugin-sdk';
import { Disclosure } from './access/disclosure.ts';
import { alone } from './database/alone.ts';
import { type Database, migrate, openDatabase } from './database/open-database.ts';
import { forgetting } from './idempotency/forget-requests.ts';
import { runJobs } from './run-jobs.ts';
import { buildSchema } from './schema/build-schema.ts';
import { type Clock, type Subgraph, type SubgraphContext, systemClock } from './subgraph.ts';

export interface ServeSubgraphOptions {
  readonly subgraph: Subgraph;
  /** `sqlite:<file>`, or `mysql://user:password@host:port/schema`. */
  readonly database: string;
  readonly verify: HopVerification;
  /** Runs on the migrated database before anybody is served. */
  readonly prepare?: (orm: Database) => Promise<unknown>;
  /** Default: loopback. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface RunningSubgraph {
  readonly url: string;
  readonly orm: Database;
  /** Drains, stops jobs, closes the database. */
  close(): Promise<void>;
}

/** Serves a department: opens and migrates its database, starts its jobs, and answers the hub. */
export async function serve({
  subgraph,
  database,
  verify,
  prepare = async () => {},
  clock = systemClock,
  log = () => {},
  ...listen
}: ServeSubgraphOptions): Promise<RunningSubgraph> {
  const [schema, orm] = await Promise.all([buildSchema(subgraph), openDatabase({ url: database, subgraph })]);
  try {
    await alone(database, async () => {
      await migrate(orm);
      await prepare(orm);
    });
    const served = await serveGraphql<SubgraphContext>({
      name: subgraph.name,
      schema,
      verify,
      operations: subgraph.operations,
      log,
      context: async (viewer, { requestId }) => ({
        ...subgraph.provides,
        em: orm.em.fork(),
        viewer,
        clock,
        requestId,
        disclosure: new Disclosure(),
      }),
      extensions: ({ disclosure }) => disclosure.toExtensions(),
      ...listen,
    });
    const jobs = runJobs(orm, [forgetting, ...subgraph.jobs], clock, log);
    return {
      url: served.url,
      orm,
      async close() {
        await served.close();
        await jobs.stop();
        await orm.close(true);
      },
    };
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
