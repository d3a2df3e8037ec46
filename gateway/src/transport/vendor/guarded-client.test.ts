import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGuardedClient, type GuardedClient, type GuardedClientOptions } from './guarded-client.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serving(listener: RequestListener): Promise<{ origin: string; host: string }> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` };
}

function client(options: GuardedClientOptions = {}): GuardedClient {
  const made = createGuardedClient(options);
  open.push(made);
  return made;
}

const get = (made: GuardedClient, url: string) => made.ask({ url, method: 'GET', headers: {}, body: null });

describe('the client for URLs of strangers', () => {
  it('sends and reads where the operator registered an address of this machine', async () => {
    const { origin, host } = await serving((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () =>
        response.end(`${request.method} ${request.url} ${request.headers['webhook-id']} ${body}`),
      );
    });
    const made = client({ loopback: [host] });
    expect(made.vet(`${origin}/hook`)).toBeNull();
    const headers = { 'webhook-id': 'msg_1' };
    const answer = await made.ask({ url: `${origin}/hook?a=b`, method: 'POST', headers, body: 'hello' });
    expect(answer).toEqual({ status: 200, body: 'POST /hook?a=b msg_1 hello' });
    expect(await get(made, origin)).toMatchObject({ status: 200 });
  });

  it.each([
    'http://127.0.0.1:9/',
    'https://10.0.0.1/',
    'https://localhost:8443/',
    'ftp://a.example/',
    'https://u:p@a.example/',
  ])('never asks %s', async (url) => {
    const made = client();
    const refusal = made.vet(url);
    expect(refusal).not.toBeNull();
    expect(await get(made, url)).toEqual({ failure: `its address ${refusal}` });
  });

  it('asks no name that stands for an address within', async () => {
    const made = client({ dial: { resolve: async () => ['10.1.2.3', '127.0.0.1'] } });
    expect(made.vet('https://inside.example.com/')).toBeNull();
    expect(await get(made, 'https://inside.example.com/')).toEqual({ failure: 'its address is not public' });
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const { origin, host } = await serving((_, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await get(client({ loopback: [host] }), origin)).toMatchObject({ status: 302 });
    expect(asked).toBe(1);
  });

  it('reads no more than it may, and waits no longer', async () => {
    const long = await serving((_, response) => response.end('x'.repeat(2_000)));
    const slow = await serving(() => {});
    const dripping = await serving((_, response) => {
      response.write('x');
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const options = { loopback: [long.host, slow.host, dripping.host], bytes: 1_000, totalMs: 200 };
    const made = client(options);
    expect(await get(made, long.origin)).toEqual({ failure: 'its answer is too long' });
    expect(await get(made, slow.origin)).toEqual({ failure: 'it did not answer within its time' });
    expect(await get(made, dripping.origin)).toEqual({ failure: 'it did not answer within its time' });
  });

  it('says nothing of the network when nobody is there', async () => {
    const { origin, host } = await serving(() => {});
    await open.shift()?.close();
    const answer = await get(client({ loopback: [host] }), origin);
    expect(answer).toEqual({ failure: 'it could not be reached, or did not answer as HTTP has it' });
  });
});
