import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { selfSigned } from '../../tls/self-signed.ts';
import { type DialOptions, guardedDial, loopbackDial, type Resolve } from './guarded-dial.ts';
import { vetAddress } from './vet-address.ts';

const identity = selfSigned('vendor.example');
const servers: Server[] = [];
const pools: Pool[] = [];

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

let tlsPort: number;
let plainPort: number;
let dialled = 0;
beforeAll(async () => {
  tlsPort = await listen(createHttpsServer(identity, (_, res) => res.end('secret')).on('connection', () => dialled++));
  plainPort = await listen(createHttpServer((_, res) => res.end('plain')).on('connection', () => dialled++));
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
});
afterAll(() => {
  for (const server of servers) server.close();
});

/** Loopback stands in for the public: only the test's own server is reachable there. */
const onlyHere = (address: string) => (address === '127.0.0.1' ? null : (vetAddress(address) ?? 'elsewhere'));

const get = async (origin: string, connect: ReturnType<typeof guardedDial>): Promise<string> => {
  const pool = new Pool(origin, { connect, pipelining: 0 });
  pools.push(pool);
  const { body } = await pool.request({ path: '/', method: 'GET' });
  return body.text();
};
const dial = (origin: string, options: DialOptions = {}) =>
  get(origin, guardedDial({ vet: onlyHere, resolve: async () => ['127.0.0.1'], ca: identity.cert, ...options }));

describe('the guarded dial', () => {
  it('reaches the host that the certificate names', async () => {
    expect(await dial(`https://vendor.example:${tlsPort}`)).toBe('secret');
  });

  it('refuses a certificate of another name', async () => {
    await expect(dial(`https://other.example:${tlsPort}`)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('refuses a certificate that nobody trusts', async () => {
    await expect(dial(`https://vendor.example:${tlsPort}`, { ca: selfSigned('x.example').cert })).rejects.toMatchObject(
      {
        code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/),
      },
    );
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['metadata', '169.254.169.254'],
    ['a private network', '10.0.0.7'],
    ['loopback in IPv6', '::1'],
    ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
    ['something that is no address', 'localhost'],
  ])('dials nothing when the name stands for %s', async (_, address) => {
    dialled = 0;
    await expect(
      dial(`http://vendor.example:${plainPort}`, { vet: vetAddress, resolve: async () => [address] }),
    ).rejects.toThrow(address);
    expect(dialled).toBe(0);
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'vets the literal %s, about which nobody is asked',
    async (host) => {
      dialled = 0;
      const resolve: Resolve = async () => {
        throw new Error('asked');
      };
      await expect(dial(`http://${host}:${plainPort}`, { vet: vetAddress, resolve })).rejects.toMatchObject({
        name: 'DialRefused',
      });
      expect(dialled).toBe(0);
    },
  );

  it('leaves out the unsafe addresses of a name and dials the safe one', async () => {
    const resolve = async () => ['10.0.0.1', '169.254.169.254', '127.0.0.1', '::1'];
    expect(await dial(`http://vendor.example:${plainPort}`, { resolve })).toBe('plain');
  });

  it('asks again for each new socket, and once: a name that moves inside is refused then', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1']];
    let asked = 0;
    const connect = guardedDial({ vet: onlyHere, resolve: async () => answers[asked++] ?? [] });
    const origin = `http://vendor.example:${plainPort}`;
    expect(await get(origin, connect)).toBe('plain');
    await expect(get(origin, connect)).rejects.toThrow('10.0.0.1 not-public');
    expect(await get(origin, connect)).toBe('plain');
    expect(asked).toBe(3);
  });

  it('refuses a socket that leads elsewhere than was judged', async () => {
    let judged = 0;
    const vet = () => (judged++ === 0 ? null : 'moved');
    await expect(dial(`http://vendor.example:${plainPort}`, { vet })).rejects.toThrow('127.0.0.1: moved');
  });

  it('passes on that a name does not exist', async () => {
    const resolve: Resolve = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    await expect(dial('https://vendor.example', { resolve })).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('gives up a handshake that does not come, and a name server that does not answer', async () => {
    const silent = await listen(createTcpServer());
    const late = { name: 'ConnectTimeoutError' };
    await expect(dial(`https://vendor.example:${silent}`, { connectTimeoutMs: 50 })).rejects.toMatchObject(late);
    const resolve: Resolve = () => new Promise(() => {});
    await expect(dial('https://vendor.example', { connectTimeoutMs: 50, resolve })).rejects.toMatchObject(late);
  });
});

describe('the dial to this machine', () => {
  it.each(['127.0.0.1', 'localhost'])('reaches %s', async (host) => {
    expect(await get(`http://${host}:${plainPort}`, loopbackDial())).toBe('plain');
  });

  it.each(['8.8.8.8', 'vendor.example', '10.0.0.1', '[::ffff:127.0.0.1]'])('does not reach %s', async (host) => {
    await expect(get(`http://${host}:${plainPort}`, loopbackDial())).rejects.toMatchObject({ name: 'DialRefused' });
  });
});
