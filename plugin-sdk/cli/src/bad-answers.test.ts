import { describe } from '@jest/globals';
import { proveTable } from './testing/prove-table.ts';
import { withSub2 } from './testing/with-sub-2.ts';

const register = ['publisher', 'register', 'airlab', '--name', 'Air', '--contact', 'a@b.example', '--namespace', 'aqi'];

describe('a person who is asked, or leaves', () => {
  proveTable([
    {
      when: 'nobody can be asked',
      argv: ['publisher', 'members', 'airlab', '--remove', 'sub-2'],
      set: withSub2(),
      code: 'CONFIRMATION_NEEDED',
      exit: 3,
      says: /nobody is there to be asked/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'somebody is asked and says no',
      argv: ['publisher', 'members', 'airlab', '--remove', 'sub-2'],
      set: withSub2({ typed: ['n'] }),
      code: 'CONFIRMATION_NEEDED',
      exit: 3,
      says: /You did not say yes/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'somebody is asked and leaves',
      argv: ['publisher', 'members', 'airlab', '--remove', 'sub-2'],
      set: withSub2({ typed: [] }),
      code: 'CONFIRMATION_NEEDED',
      exit: 3,
      says: /You did not say yes/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'Ctrl-C came before anything was sent',
      argv: register,
      set: () => ({ signal: AbortSignal.abort() }),
      code: 'INTERRUPTED',
      exit: 130,
      says: /Interrupted/,
      after: (desk) => desk.nothingDone(),
    },
  ]);
});
