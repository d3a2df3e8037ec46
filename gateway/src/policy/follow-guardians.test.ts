import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { followGuardians } from './follow-guardians.ts';

const STANDING = { resident: 'res_ada', guardianOf: ['res_bo'], represents: [], version: 'v' };

async function follow(standing: unknown) {
  const asked: unknown[] = [];
  const said: object[] = [];
  const stop = followGuardians({
    registry: 'registry',
    log: (line) => said.push(line),
    operate: async (subgraph, operation, input) => {
      asked.push([subgraph, operation, input]);
      if (operation === 'guardiansToSee') return { guardians: ['res_ada'] };
      return operation === 'standing' ? standing : { ended: 0 };
    },
  });
  for (let turns = 0; turns < 10; turns += 1) await turn();
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
