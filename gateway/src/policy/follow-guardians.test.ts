import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { followGuardians } from './follow-guardians.ts';

const STANDING = { resident: 'res_ada', guardianOf: ['res_bo'], represents: [], version: 'v' };

async function follow(standing: unknown, looks: readonly object[] = [{ guardians: ['res_ada'] }]) {
  const seen = [...looks];
  const asked: unknown[] = [];
  const said: object[] = [];
  const stop = followGuardians({
    registry: 'registry',
    log: (line) => said.push(line),
    operate: async (subgraph, operation, input) => {
      asked.push([subgraph, operation, input]);
      if (operation === 'guardiansToSee') return seen.shift() ?? { guardians: [] };
      if ((input as { resident?: string }).resident === 'res_broken') throw new Error('the row is broken');
      return operation === 'standing' ? standing : { ended: 0 };
    },
  });
  for (let turns = 0; turns < 60; turns += 1) await turn();
  await stop();
  return { asked, said };
}

it('brings what government knows of each guardian to the registry', async () => {
  const { asked } = await follow(STANDING);
  expect(asked).toEqual([
    ['registry', 'guardiansToSee', {}],
    ['government', 'standing', { subject: 'citygraph:guardians', resident: 'res_ada', caseId: null }],
    ['registry', 'seeGuardian', { guardian: 'res_ada', guardianOf: ['res_bo'] }],
  ]);
});

it('ends nothing by an answer that cannot be read, and says so', async () => {
  const { asked, said } = await follow({ error: 'down' });
  expect(asked).toHaveLength(2);
  expect(said).toMatchObject([{ event: 'guardians-unseen' }]);
});

it('looks again at once while there are more', async () => {
  const { asked } = await follow(STANDING, [
    { guardians: ['res_ada'], isMore: true },
    { guardians: ['res_eve'], isMore: true },
    { guardians: [], isMore: false },
  ]);
  const seen = asked.filter((one) => (one as string[])[1] === 'seeGuardian').map((one) => (one as object[])[2]);
  expect(seen).toMatchObject([{ guardian: 'res_ada' }, { guardian: 'res_eve' }]);
});

it('goes on with the others where nobody can say anything of one, and says so', async () => {
  const { asked, said } = await follow(STANDING, [{ guardians: ['res_broken', 'res_ada'], isMore: false }]);
  expect(asked.at(-1)).toMatchObject(['registry', 'seeGuardian', { guardian: 'res_ada' }]);
  expect(said).toMatchObject([{ event: 'guardians-unseen', reason: '1 of 2 guardians: the row is broken' }]);
});
