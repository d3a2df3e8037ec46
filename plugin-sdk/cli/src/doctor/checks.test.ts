import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MANIFEST } from '../testing/a-plugin.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.signIn();
  onAGoodDay(desk.hub);
});
afterAll(() => desk.close());

it('doctor asks the hub once what it is, for all that leans on it', async () => {
  expect((await desk.ask(['doctor'])).exit).toBe(0);
  expect(desk.hub.received.filter(({ path }) => path === '/.well-known/citygraph')).toHaveLength(1);
});

it('doctor wants the Node that the package says it needs', async () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const { exit, envelope } = await desk.ask(['doctor'], { nodeVersion: '22.18.0' });
  expect([exit, envelope]).toMatchObject([
    1,
    { data: [{ name: 'node', state: 'bad' }, {}, {}, {}, {}, {}, {}, {}, {}, {}] },
  ]);
  expect(JSON.stringify(envelope)).toContain(`${engines.node.replace('>=', '')} or newer is needed`);
});

const toldBy = ({ envelope }: Awaited<ReturnType<Desk['ask']>>): Record<string, { state: string; message: string }> =>
  Object.fromEntries(
    ('data' in envelope ? (envelope.data as { name: string; state: string; message: string }[]) : []).map(
      ({ name, ...one }) => [name, one],
    ),
  );

it('doctor says once that there is no hub, and of what leans on it that it was not looked at', async () => {
  const told = toldBy(await desk.ask(['doctor', '--hub', 'http://127.0.0.1:9']));
  expect(Object.keys(told).filter((name) => told[name]?.state === 'bad')).toEqual(['hub']);
  for (const name of ['clock', 'sign-on', 'sign-in']) expect(told[name]?.message).toBe('not looked at: no hub');
});

it('doctor names the proxy that is in between, and nobody’s password', async () => {
  const env = { HTTPS_PROXY: 'http://ada:secret@127.0.0.1:9' };
  const { proxy } = toldBy(await desk.ask(['doctor', '--hub', 'https://hub.invalid'], { env }));
  expect(proxy).toEqual({ state: 'good', message: 'http://127.0.0.1:9, from HTTPS_PROXY' });
  expect(toldBy(await desk.ask(['doctor'], { env })).proxy).toEqual({ state: 'good', message: 'none' });
});

it('doctor says of a plugin that is published on this machine that nothing answers there', async () => {
  const here = MANIFEST.replace('https://try.aqi.example.com', 'http://127.0.0.1:9');
  await desk.write('citygraph.yaml', here);
  expect(toldBy(await desk.ask(['doctor'])).port).toMatchObject({
    state: 'odd',
    message: expect.stringContaining('nothing answers at port 9'),
  });
  desk.hub.on('plugin', null);
  expect(toldBy(await desk.ask(['doctor'])).port).toEqual({ state: 'good', message: '9 is free' });
});
