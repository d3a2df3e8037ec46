import { CityGraphError } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { DeadlockException, type EntityManager } from '@mikro-orm/sql';
import { transact } from './transact.ts';

/** Transactions of nothing but the act. */
const em = { transactional: (act: (em: EntityManager) => Promise<unknown>) => act(em) } as unknown as EntityManager;
const raw = Object.assign(new Error('Deadlock found when trying to get lock'), { code: 'ER_LOCK_DEADLOCK' });

describe('a transaction that the database ended for another', () => {
  it.each([
    ['as the ORM says it', new DeadlockException(raw)],
    ['as the driver says it', raw],
    ['as the cause of something else', new Error('insert into act_count', { cause: raw })],
  ])('%s is begun anew', async (_, ended) => {
    let tries = 0;
    const act = async () => {
      tries += 1;
      if (tries < 3) throw ended;
      return tries;
    };
    expect(await transact(em, act)).toBe(3);
  });

  it('six times is told', async () => {
    await expect(transact(em, () => Promise.reject(raw))).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('and nothing else is: what went wrong goes wrong once', async () => {
    let tries = 0;
    const act = () => {
      tries += 1;
      return Promise.reject(new CityGraphError('NOT_FOUND', 'There is none.'));
    };
    await expect(transact(em, act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(tries).toBe(1);
  });
});
