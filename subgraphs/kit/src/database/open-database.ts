import { StartError } from '@citygraph/contract';
import { Migrator } from '@mikro-orm/migrations';
import { MySqlDriver } from '@mikro-orm/mysql';
import { type AbstractSqlDriver, MikroORM } from '@mikro-orm/sql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { createConnection } from 'mysql2/promise';
import { IdempotencyRecord } from '../idempotency/idempotency-record.entity.ts';
import type { Subgraph } from '../subgraph.ts';
import { kitMigrations } from './kit-migrations.ts';

export interface DatabaseOptions {
  /** `sqlite:<file>`, or `mysql://user:password@host:port/schema`. */
  readonly url: string;
  readonly subgraph: Pick<Subgraph, 'name' | 'entities' | 'migrations'>;
}

export type Database = MikroORM<AbstractSqlDriver>;

/** Opens a department's database (making an empty one where there is none); nothing is migrated yet. */
export async function openDatabase({ url, subgraph }: DatabaseOptions): Promise<Database> {
  let orm: Database | null = null;
  try {
    if (url.startsWith('mysql:')) await ensureSchema(new URL(url));
    orm = await connect({ url, subgraph });
    if (url.startsWith('sqlite:')) await prepareFile(orm);
    return orm;
  } catch (error) {
    await orm?.close(true).catch(() => {});
    throw new StartError(`${subgraph.name}'s database ${nameOf(url)} cannot be used: ${reason(error)} ${advice(url)}`);
  }
}

async function prepareFile(orm: Database): Promise<void> {
  const connection = orm.em.getConnection();
  await connection.execute('pragma journal_mode = WAL');
  await connection.execute('pragma synchronous = NORMAL');
  await connection.execute('pragma busy_timeout = 5000');
  // A page of garbage would else be met by somebody's request, and written around until then.
  const [check] = await connection.execute<{ quick_check: string }[]>('pragma quick_check(1)');
  if (check?.quick_check !== 'ok')
    throw new Error(`The file is damaged (${check?.quick_check.replaceAll('\n', ' ')}).`);
}

/** Brings the tables up to date, each migration in a transaction of its own, and answers the names of what was applied. */
export async function migrate(orm: Database): Promise<string[]> {
  const pending = await pendingMigrations(orm);
  for (const name of pending) {
    try {
      await orm.migrator.up({ to: name });
    } catch (error) {
      throw new StartError(
        `Migration ${name} failed: ${reason(error)} Earlier ones are kept, of this one whatever the database could not undo; mend the cause and start again.`,
      );
    }
  }
  return pending;
}

async function pendingMigrations(orm: Database): Promise<string[]> {
  try {
    return (await orm.migrator.getPending()).map(({ name }) => name);
  } catch (error) {
    const url = orm.config.get('dbName') ?? '';
    throw new StartError(`The list of migrations in ${url} cannot be read: ${reason(error)} Restore it from a copy.`);
  }
}

async function connect({ url, subgraph }: DatabaseOptions): Promise<Database> {
  const common = {
    entities: [IdempotencyRecord, ...subgraph.entities],
    extensions: [Migrator],
    migrations: {
      migrationsList: [...kitMigrations, ...subgraph.migrations].map(({ name, class: step }) => ({
        name,
        class: step as never,
      })),
      snapshot: false,
      tableName: 'schema_migration',
      silent: true,
    },
    allowGlobalContext: false,
    discovery: { warnWhenNoEntities: false },
    debug: false,
    ignoreUndefinedInQuery: false,
  };
  if (url.startsWith('sqlite:')) {
    return MikroORM.init<AbstractSqlDriver>({
      ...common,
      driver: SqliteDriver,
      dbName: url.slice('sqlite:'.length),
    } as never);
  }
  if (url.startsWith('mysql:')) {
    const { hostname, port, username, password, pathname } = new URL(url);
    return MikroORM.init<AbstractSqlDriver>({
      ...common,
      driver: MySqlDriver,
      host: hostname,
      port: Number(port || 3306),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      dbName: pathname.slice(1),
      charset: 'utf8mb4',
      collate: 'utf8mb4_bin',
      timezone: 'Z',
      pool: { min: 0, max: 10 },
    } as never);
  }
  throw new StartError('its address must begin with sqlite: or mysql://.');
}

/** The schema is made with a binary collation: ids and codes compare as they are written, as in SQLite. */
async function ensureSchema(url: URL): Promise<void> {
  const connection = await connectServer(url);
  try {
    const schema = url.pathname.slice(1);
    if (!/^\w{1,64}$/.test(schema)) throw new Error(`"${schema}" is no schema name (letters, digits, _).`);
    await connection.query(`create database if not exists \`${schema}\` character set utf8mb4 collate utf8mb4_bin`);
  } finally {
    await connection.end();
  }
}

/** Tries whether a MySQL server lets us in. @throws StartError with its address and the reason, never with the password. */
export async function reachServer(url: string): Promise<void> {
  try {
    const connection = await connectServer(new URL(url));
    await connection.end();
  } catch (error) {
    throw new StartError(
      `The database server ${new URL(url).host} cannot be used: ${reason(error)} Start it, or check the address, user and password given with --database.`,
    );
  }
}

const connectServer = ({ hostname, port, username, password }: URL) =>
  createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    connectTimeout: 5_000,
  });

/** Where the database is, without user and password. */
const nameOf = (url: string): string =>
  url.startsWith('mysql:') ? `${new URL(url).host}${new URL(url).pathname}` : url.slice('sqlite:'.length);

const reason = (error: unknown): string => {
  const { message, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  // Several addresses tried in vain make an error without words.
  const text = message.split('\n').at(-1) || (code ?? 'it gave no reason');
  return /[.!]$/.test(text) ? text : `${text}.`;
};

const advice = (url: string): string =>
  url.startsWith('mysql:')
    ? 'Check that the server runs and that the user may use and create the schema.'
    : 'Restore the file from a copy, or move it away: the next start makes a new one.';
