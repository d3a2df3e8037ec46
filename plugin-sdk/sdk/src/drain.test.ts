import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { type ServedGraphql, serveGraphql } from './serve-graphql.ts';
import { door, type LibraryContext, librarySchema } from './testing/library.ts';

const running: ServedGraphql[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});

async function library(wait: () => Promise<void>, drainMs?: number): Promise<ServedGraphql> {
  const served = await serveGraphql<LibraryContext>({
    name: 'library',
    schema: librarySchema({ wait }),
    verify: null,
    context: async () => ({ subject: null, requestId: 'r', batches: [] }),
    ...(drainMs === undefined ? {} : { drainMs }),
  });
  running.push(served);
  return served;
}

/** One request over a given agent: status, body, and whether the server will keep the socket. */
async function post(url: string, query: string, agent?: Agent) {
  const req = request(url, { method: 'POST', ...(agent ? { agent } : {}) });
  req.end(JSON.stringify({ query }));
  const [res] = await once(req, 'response');
  let text = '';
  for await (const chunk of res) text += chunk;
  return { status: res.statusCode as number, connection: res.headers.connection, body: JSON.parse(text) };
}

/** A field that waits at a door, and a promise for the moment a request has arrived there. */
function waitingRoom() {
  const [exit, arrival] = [door(), door()];
  const wait = async () => {
    arrival.open();
    await exit.opened;
  };
  return { wait, arrived: arrival.opened, letGo: exit.open };
}

it('finishes what is in flight, and tells whoever comes meanwhile to go elsewhere', async () => {
  const { wait, arrived, letGo } = waitingRoom();
  const served = await library(wait);
  const agent = new Agent({ keepAlive: true });
  const inFlight = post(served.url, '{ slow }', agent);
  await arrived;
  const closed = served.close();

  const late = await post(served.url, '{ whoAmI }');
  expect(late).toMatchObject({
    status: 503,
    connection: 'close',
    body: { errors: [{ message: 'library is shutting down.', extensions: { code: 'OVERLOADED' } }] },
  });
  const base = served.url.replace('/graphql', '');
  expect((await fetch(`${base}/readyz`)).status).toBe(503);
  expect((await fetch(`${base}/healthz`)).status).toBe(200);

  letGo();
  expect(await inFlight).toMatchObject({ status: 200, connection: 'close', body: { data: { slow: 'at last' } } });
  await closed;
  await expect(post(served.url, '{ whoAmI }')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  agent.destroy();
});

it('leaves before it refuses anybody: /readyz says so while all else is served', async () => {
  const served = await serveGraphql<LibraryContext>({
    name: 'library',
    schema: librarySchema({ wait: async () => {} }),
    verify: null,
    context: async () => ({ subject: null, requestId: 'r', batches: [] }),
    graceMs: 2_000,
  });
  const base = served.url.replace('/graphql', '');
  const closed = served.close();
  expect((await fetch(`${base}/readyz`)).status).toBe(503);
  expect(await post(served.url, '{ slow }')).toMatchObject({ status: 200, connection: 'close' });
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  await closed;
  await expect(post(served.url, '{ whoAmI }')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('closes sockets that are kept alive for later, without waiting for the others', async () => {
  const { wait, arrived, letGo } = waitingRoom();
  const served = await library(wait);
  const agent = new Agent({ keepAlive: true });
  await post(served.url, '{ whoAmI }', agent);
  const idle = Object.values(agent.freeSockets).flat();
  expect(idle).toHaveLength(1);
  const gone = once(idle[0] as NonNullable<(typeof idle)[0]>, 'close');
  const inFlight = post(served.url, '{ slow }');
  await arrived;
  const closed = served.close();
  await gone;
  letGo();
  expect((await inFlight).status).toBe(200);
  await closed;
  agent.destroy();
}, 5_000);

it('does not wait for ever: not for an answer, nor for a request that never ends', async () => {
  const { wait, arrived, letGo } = waitingRoom();
  const served = await library(wait, 50);
  const hangs = expect(post(served.url, '{ slow }')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await arrived;
  const unfinished = connect(Number(new URL(served.url).port), '127.0.0.1');
  unfinished.on('error', () => {});
  await once(unfinished, 'connect');
  unfinished.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
  const started = Date.now();
  await served.close();
  expect(Date.now() - started).toBeLessThan(2_000);
  await hangs;
  letGo();
  unfinished.destroy();
});

it('can be closed twice, and from idle at once', async () => {
  const served = await library(async () => {});
  const started = Date.now();
  await Promise.all([served.close(), served.close()]);
  await served.close();
  expect(Date.now() - started).toBeLessThan(400);
});

it('hangs up on a sender that would never stop', async () => {
  const served = await library(async () => {});
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 ** 30}\r\n\r\n`);
  socket.write(Buffer.alloc(9 * 1024 * 1024, ' '));
  await closed;
  expect((await post(served.url, '{ whoAmI }')).status).toBe(200);
}, 5_000);

it('survives a sender that goes away in the middle of its body', async () => {
  const served = await library(async () => {});
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"que');
  socket.destroy();
  await once(socket, 'close');
  expect((await post(served.url, '{ whoAmI }')).status).toBe(200);
});
