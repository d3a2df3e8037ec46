import { chmodSync, closeSync, openSync } from 'node:fs';
import { StartError } from '@citygraph/contract';
import Database from 'better-sqlite3';

/** Everything the stand-in keeps, in one table: sessions, grants, codes, tokens, its keys. */
export interface Store {
  get(kind: string, id: string): Record<string, unknown> | undefined;
  find(kind: string, column: 'uid' | 'user_code', value: string): Record<string, unknown> | undefined;
  put(kind: string, id: string, payload: Record<string, unknown>, expiresIn?: number): void;
  remove(kind: string, id: string): void;
  removeGrant(grantId: string): void;
  close(): void;
}

const SWEEP_MS = 10 * 60_000;

interface Row {
  readonly payload: string;
}

export function openStore(file: string, now: () => number = Date.now): Store {
  const db = open(file);
  const seconds = (): number => Math.floor(now() / 1000);
  const living = 'and (expires_at is null or expires_at > ?)';
  const get = db.prepare<[string, string, number], Row>(`select payload from oidc where kind = ? and id = ? ${living}`);
  const findBy = {
    uid: db.prepare<[string, string, number], Row>(`select payload from oidc where kind = ? and uid = ? ${living}`),
    user_code: db.prepare<[string, string, number], Row>(
      `select payload from oidc where kind = ? and user_code = ? ${living}`,
    ),
  };
  const put = db.prepare(
    'insert or replace into oidc (kind, id, payload, grant_id, user_code, uid, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('delete from oidc where kind = ? and id = ?');
  const removeGrant = db.prepare('delete from oidc where grant_id = ?');
  const sweep = db.prepare('delete from oidc where expires_at < ?');
  const read = (row: Row | undefined): Record<string, unknown> | undefined =>
    row ? JSON.parse(row.payload) : undefined;
  sweep.run(seconds());
  const sweeping = setInterval(() => sweep.run(seconds()), SWEEP_MS).unref();
  return {
    get: (kind, id) => read(get.get(kind, id, seconds())),
    find: (kind, column, value) => read(findBy[column].get(kind, value, seconds())),
    put(kind, id, payload, expiresIn) {
      const { grantId = null, userCode = null, uid = null } = payload;
      put.run(kind, id, JSON.stringify(payload), grantId, userCode, uid, expiresIn ? seconds() + expiresIn : null);
    },
    remove: (kind, id) => void remove.run(kind, id),
    removeGrant: (grantId) => void removeGrant.run(grantId),
    close() {
      clearInterval(sweeping);
      db.close();
    },
  };
}

function open(file: string): Database.Database {
  try {
    // It holds the signing key. SQLite gives its journals the same mode.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    const db = new Database(file);
    const [check] = db.pragma('quick_check') as { quick_check: string }[];
    if (check?.quick_check !== 'ok') throw new Error(check?.quick_check);
    db.pragma('journal_mode = WAL');
    db.exec(`
      create table if not exists oidc (
        kind text not null, id text not null, payload text not null,
        grant_id text, user_code text, uid text, expires_at integer,
        primary key (kind, id)
      ) without rowid;
      create index if not exists oidc_grant on oidc (grant_id);
      create index if not exists oidc_uid on oidc (kind, uid);
      create index if not exists oidc_user_code on oidc (kind, user_code);
    `);
    return db;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The sign-on's store ${file} cannot be used (${reason}): move it away, and the next start makes a new one.`,
    );
  }
}
