import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { testPlugin } from '@citygraph/plugin-testing';
import { CREDENTIALS, OPERATIONS } from '../src/operations.ts';
import { pluginOver } from '../src/plugin.ts';
import { createService, type Operation } from '../src/service.ts';

/** The service, as its document says it answers; and what it was asked. */
const reply = '__trialReply__';
const requests: IncomingMessage[] = [];
let answer: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  requests.push(request);
  request.resume();
  answer(response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const secrets = Object.fromEntries(Object.values(CREDENTIALS).map(({ variable }) => [variable, 'our:own']));
const service = createService({ url, credentials: CREDENTIALS, secrets, timeoutMs: 500 });
const operation = OPERATIONS.__trialField__ as Operation;
const variables = JSON.parse('__trialVariables__');
const askService = () => service.ask(operation, variables);

/** The city's schema with synthetic data, and this plugin in it behind the hub's firewall. */
const city = await testPlugin(pluginOver(service));
after(async () => {
  await city.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests.length = 0;
  answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
});

const ask = () => city.query('__trialDocument__', variables, { as: 'resident' });

test('the service is asked, and the city answers with what it says', async () => {
  const { data, errors } = await ask();
  assert.deepEqual(errors, []);
  assert.deepEqual(JSON.parse(JSON.stringify(data)), { __trialField__: JSON.parse('__trialExpected__') });
  assert.equal(requests[0]?.method, '__trialMethod__');
});

test('the service learns nothing of who asks, and lets this plugin in by its own', async () => {
  await ask();
  const { url: asked = '', headers = {} } = requests[0] ?? {};
  const passed = Object.keys(headers).filter((name) => /^(citygraph|signature|content-digest|cookie)/.test(name));
  assert.deepEqual(passed, []);
  const shown = [headers.authorization ?? '', asked, ...Object.values(headers)].join(' ');
  assert.equal(/our(:|%3A)own|b3VyOm93bg==/.test(shown), operation.credentials.length > 0);
  if (headers.authorization) assert.match(headers.authorization, /^(Bearer our:own|Basic b3VyOm93bg==)$/);
});

test('a service that fails is an error of its field, and nobody learns where it is', async () => {
  answer = (response) => void response.writeHead(503).end('down');
  const { data, errors } = await ask();
  assert.deepEqual(JSON.parse(JSON.stringify(data)), { __trialField__: null });
  assert.equal(errors[0]?.extensions?.code, 'PLUGIN_UNAVAILABLE');
  assert.ok(!JSON.stringify(errors).includes('127.0.0.1'));
});

for (const [status, code] of [
  [400, 'BAD_USER_INPUT'],
  [409, 'CONFLICT'],
  [500, 'PLUGIN_UNAVAILABLE'],
] as const) {
  test(`a service that answers ${status} is ${code}`, async () => {
    answer = (response) => void response.writeHead(status).end();
    await assert.rejects(askService(), { code });
  });
}

test('a service that is slow is not waited for', async () => {
  answer = () => {};
  await assert.rejects(askService(), { code: 'PLUGIN_TIMEOUT' });
});

test('a service that answers with something else is found out', { skip: operation.answers === 'nothing' }, async () => {
  answer = (response) => void response.writeHead(200).end('<html>');
  await assert.rejects(askService(), { code: 'PLUGIN_INVALID_REPLY' });
});
