import { createServer } from 'node:net';

/** Whether nobody listens at a port of this machine. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port of this machine that is kept from others until it is given to whom it is for. */
export interface HeldPort {
  readonly port: number;
  /** From now on whoever comes first may listen there. */
  release(): Promise<void>;
}

/** Seconds pass between choosing a port and listening at it: whoever asks the system for a free one meanwhile gets another. */
export function holdPort(): Promise<HeldPort> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      let released: Promise<void> | null = null;
      resolve({
        port,
        release() {
          released ??= new Promise((done) => server.close(() => done()));
          return released;
        },
      });
    });
  });
}
