import type { Server } from 'node:http';

/** Starts to listen and says on which port; rejects when it cannot (`EADDRINUSE`, `EACCES`). */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
