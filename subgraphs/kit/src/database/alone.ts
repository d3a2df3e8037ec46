import { StartError } from '@citygraph/contract';
import { createConnection } from 'mysql2/promise';

/** How long a replica waits for another that migrates or seeds, in seconds. */
const WAIT = 600;

/**
 * Runs `work` while no other process does so on the same schema: of replicas that start at once, one migrates and seeds, and the
 * others find it done. The lock is the server's and goes with its connection. A SQLite file has one process, which holds its folder.
 */
export async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  if (!url.startsWith('mysql:')) return work();
  const { hostname, port, username, password, pathname, host } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    connectTimeout: 5_000,
  });
  try {
    // Names of locks are the whole server's, 64 characters at most, as a schema's is.
    const [rows] = await connection.query('select get_lock(?, ?) as held', [pathname.slice(1), WAIT]);
    if ((rows as { held: number | null }[])[0]?.held !== 1) {
      throw new StartError(
        `Another process has been preparing ${host}${pathname} for ${WAIT / 60} minutes: look at its log, end it, and start again.`,
      );
    }
    return await work();
  } finally {
    await connection.end();
  }
}
