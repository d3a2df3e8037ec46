import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
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
    { data: [{ name: 'node', state: 'bad' }, {}, {}, {}, {}, {}, {}, {}, {}] },
  ]);
  expect(JSON.stringify(envelope)).toContain(`${engines.node.replace('>=', '')} or newer is needed`);
});
