import { startMariaDb } from '@citygraph/services';
import { installCommands } from './install-commands.ts';

export interface ThrowawayMariaDb {
  /** Server address without a schema: `mysql://root@127.0.0.1:<port>`. */
  readonly url: string;
  /** Ends the server and removes its files. */
  close(): Promise<void>;
}

const OPEN_TO_LOOPBACK =
  "create user if not exists root@'127.0.0.1'; grant all on *.* to root@'127.0.0.1' with grant option;";

/** A MariaDB for tests: nothing of it stays. */
export async function throwawayMariaDb(): Promise<ThrowawayMariaDb> {
  installCommands(['mariadbd']);
  const { port, close } = await startMariaDb({ folder: null, init: OPEN_TO_LOOPBACK });
  return { url: `mysql://root@127.0.0.1:${port}`, close };
}
