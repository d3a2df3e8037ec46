import { ServerResponse } from 'node:http';
import { expect, it } from '@jest/globals';
import { createDrain } from './drain.ts';

const response = () => new ServerResponse({ method: 'POST' } as ConstructorParameters<typeof ServerResponse>[0]);

it('counts what was answered, and not what was told that it is too late: by that the gateway takes no more than it can do', async () => {
  const drain = createDrain();
  for (const status of [200, 503, 400]) {
    const res = response();
    await drain.admit(res, async () => {
      res.statusCode = status;
    });
  }
  expect([drain.answered(), drain.inFlight()]).toEqual([2, 0]);
});
