import { once } from 'node:events';
import { get } from 'node:https';
import { connect } from 'node:net';
import {
  GRAPH_SET_TYPE,
  generateSigningKey,
  KEYSET_TYPE,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  signDocument,
} from '@citygraph/contract';
import { selfSigned } from '@citygraph/gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Control, serveControl } from './serve-control.ts';

const SECRET = Buffer.alloc(32, 7);
const OTHER = Buffer.alloc(32, 8);
const SOME = 'c'.repeat(64);
const key = await generateSigningKey();
const bundle = (version: number) =>
  signDocument<PolicyBundle>(
    POLICY_BUNDLE_TYPE,
    {
      version,
      issuedAt: '2026-11-24T00:00:00.000Z',
      freshUntil: '2026-11-24T00:15:00.000Z',
      apps: {},
      plugins: {},
      grants: [],
      consents: [],
    },
    [key],
  );

let control: Control;
let strangers = 0;
beforeAll(async () => {
  control = await serveControl({
    host: '127.0.0.1',
    port: 0,
    stranger: () => {
      strangers += 1;
    },
    gateways: [
      { name: 'one', secret: SECRET },
      { name: 'two', secret: OTHER },
    ],
    consents: (digest) => (digest === SOME ? { shard: '00', consents: [] } : null),
  });
});
afterAll(() => control.close());

const bearer = (secret: Buffer) => `Bearer ${secret.toString('base64url')}`;
const ask = (headers: Record<string, string> = {}, path = '/policy', method = 'GET') =>
  fetch(`${control.url}${path}`, { method, headers: { authorization: bearer(SECRET), ...headers } });

describe('the control listener', () => {
  it('has nothing to give before there is a policy, and says when to ask again', async () => {
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await response.text();
  });

  it('gives the policy to each gateway', async () => {
    control.publish(bundle(1));
    for (const secret of [SECRET, OTHER]) {
      const response = await ask({ authorization: bearer(secret) });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual(bundle(1));
    }
  });

  it.each([
    ['nobody', ''],
    ['another secret', bearer(Buffer.alloc(32, 9))],
    ['a secret that is too long', `${bearer(SECRET)}A`],
    ['another scheme', `Basic ${SECRET.toString('base64url')}`],
    ['no secret at all', 'Bearer '],
  ])('gives %s nothing, and says that they came', async (_, authorization) => {
    const before = strangers;
    const response = await ask({ authorization });
    expect(strangers).toBe(before + 1);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    // A place among those that gateways have is not theirs.
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.text()).not.toContain('payload');
  });

  it.each([
    ['another path', '/', 'GET', 404],
    ['a path that every object has', '/__proto__', 'GET', 404],
    ['another method', '/policy', 'POST', 405],
    ['a report that is asked for', '/report', 'GET', 405],
    ['a report where none is taken', '/report', 'POST', 503],
    ['a graph set before there is one', '/graphs', 'GET', 503],
    ['a digest that is none', '/artefacts/abc', 'GET', 404],
    ['a digest of no graph', `/artefacts/${'0'.repeat(64)}`, 'GET', 404],
    ['consents that have changed since', `/consents/${'0'.repeat(64)}`, 'GET', 404],
  ])('answers %s in words', async (_, path, method, status) => {
    const response = await ask({}, path, method);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it('gives consents by their digest, once', async () => {
    const response = await ask({}, `/consents/${SOME}`);
    expect(await response.json()).toEqual({ shard: '00', consents: [] });
    const etag = response.headers.get('etag') ?? '';
    expect((await ask({ 'if-none-match': etag }, `/consents/${SOME}`)).status).toBe(304);
    expect((await ask({ authorization: 'Bearer x' }, `/consents/${SOME}`)).status).toBe(401);
  });

  it('answers 304 at once to whoever has it and will not wait', async () => {
    control.publish(bundle(2));
    const etag = (await ask()).headers.get('etag') ?? '';
    const response = await ask({ 'if-none-match': etag });
    expect([response.status, response.headers.get('etag')]).toEqual([304, etag]);
    expect((await ask({ 'if-none-match': '"earlier"' })).status).toBe(200);
  });

  it('lets whoever has it wait for the next, and gives that to all who wait', async () => {
    const etag = (await ask()).headers.get('etag') ?? '';
    const waiting = [1, 2, 3].map(() => ask({ 'if-none-match': etag, prefer: 'wait=30' }));
    const gone = new AbortController();
    const left = fetch(`${control.url}/policy`, {
      headers: { authorization: bearer(SECRET), 'if-none-match': etag, prefer: 'wait=30' },
      signal: gone.signal,
    }).catch(() => 'gone');
    // They have arrived once a later question is answered on the same listener.
    await (await ask()).text();
    gone.abort();
    expect(await left).toBe('gone');
    control.publish(bundle(3));
    for (const response of await Promise.all(waiting)) {
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(bundle(3));
    }
  });

  it('keeps documents apart by their type, and takes none of another', async () => {
    control.publish(signDocument(KEYSET_TYPE, { sequence: 1 }, [key]));
    control.publish(signDocument(GRAPH_SET_TYPE, { sequence: 2 }, [key]));
    expect(await (await ask({}, '/keyset')).json()).toMatchObject({ type: 'keyset', payload: { sequence: 1 } });
    expect(await (await ask({}, '/graphs')).json()).toMatchObject({ type: 'graph-set', payload: { sequence: 2 } });
    expect(() => control.publish(signDocument('consent', {}, [key]))).toThrow('consent');
  });

  it('lets go of whoever waits when it closes', async () => {
    const own = await serveControl({ host: '127.0.0.1', port: 0, gateways: [{ name: 'one', secret: SECRET }] });
    own.publish(bundle(1));
    const at = { headers: { authorization: bearer(SECRET) } };
    const etag = (await fetch(`${own.url}/policy`, at)).headers.get('etag') ?? '';
    const waiting = fetch(`${own.url}/policy`, {
      headers: { ...at.headers, 'if-none-match': etag, prefer: 'wait=30', connection: 'close' },
    });
    await (await fetch(`${own.url}/policy`, at)).text();
    const closing = own.close();
    expect((await waiting).status).toBe(304);
    await closing;
  });

  it('closes while somebody keeps a connection: who is being answered, and who says nothing', async () => {
    const own = await serveControl({ host: '127.0.0.1', port: 0, gateways: [{ name: 'one', secret: SECRET }] });
    own.publish(bundle(1));
    const silent = connect(Number(new URL(own.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const at = { headers: { authorization: bearer(SECRET) } };
    const etag = (await fetch(`${own.url}/policy`, at)).headers.get('etag') ?? '';
    const waiting = fetch(`${own.url}/policy`, {
      headers: { ...at.headers, 'if-none-match': etag, prefer: 'wait=30' },
    });
    await (await fetch(`${own.url}/policy`, at)).text();
    const gone = once(silent, 'close');
    await own.close();
    expect((await waiting).status).toBe(304);
    await gone;
  });

  it('names the setting when its port is in use', async () => {
    const port = Number(new URL(control.url).port);
    await expect(
      serveControl({ host: '127.0.0.1', port, gateways: [{ name: 'one', secret: SECRET }] }),
    ).rejects.toThrow(/own\.control\.port/);
  });
});

describe('over TLS', () => {
  const { key: tlsKey, cert } = selfSigned('registry');
  let secure: Control;
  beforeAll(async () => {
    const gateways = [{ name: 'one', secret: SECRET }];
    secure = await serveControl({ host: '127.0.0.1', port: 0, gateways, tls: { key: tlsKey, cert } });
    secure.publish(bundle(1));
  });
  afterAll(() => secure.close());
  const askSecurely = (ca: string, servername = 'registry') =>
    new Promise<number | string>((resolve) => {
      const options = { ca, servername, headers: { authorization: bearer(SECRET) }, agent: false };
      get(`${secure.url}/policy`, options, (response) => resolve(response.resume().statusCode ?? 0)).on(
        'error',
        (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message),
      );
    });

  it('gives the policy to who trusts its certificate, and nothing in the clear', async () => {
    expect(secure.url).toMatch(/^https:/);
    expect(await askSecurely(cert)).toBe(200);
    await expect(fetch(secure.url.replace('https', 'http'))).rejects.toThrow();
  });

  it('is not believed with another certificate, or as another', async () => {
    expect(await askSecurely(selfSigned('registry').cert)).toMatch(/SIGNATURE|SELF_SIGNED|UNABLE/);
    expect(await askSecurely(cert, 'somebody')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});
