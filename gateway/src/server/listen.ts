import { createServer, type RequestListener, type Server } from 'node:http';
import { StartError } from '@citygraph/contract';

export interface Address {
  readonly port: number;
  readonly host: string;
  /** The flag that changes the port. */
  readonly flag: string;
}

/** No client has a reason for more headers, and no process for more sockets. */
const HEADERS = 100;
const CONNECTIONS = 10_000;

/** A listener that cuts clients who dawdle over their headers or hold sockets for nothing. */
export async function listen(handler: RequestListener, { port, host, flag }: Address): Promise<Server> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 1_000 },
    handler,
  );
  server.maxHeadersCount = HEADERS;
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartError(`Port ${port} is in use by another program: choose another with ${flag} <number>.`)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return server;
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
