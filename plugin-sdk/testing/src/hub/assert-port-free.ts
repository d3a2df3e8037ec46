import { createServer } from 'node:net';
import { StartError } from '@citygraph/contract';
import { say } from '../words.ts';

/** Said before anything is composed for nothing. @throws StartError for a port of the loopback interface that cannot be listened at */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portFault(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

export function portFault(port: number, { code, message }: NodeJS.ErrnoException): StartError {
  if (code === 'EADDRINUSE') return new StartError(say('port.busy', { port }));
  return new StartError(say('port.refused', { port, reason: code ?? message }));
}
