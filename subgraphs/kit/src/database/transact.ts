import { setTimeout as sleep } from 'node:timers/promises';
import { CityGraphError } from '@citygraph/contract';
import { DeadlockException, type EntityManager } from '@mikro-orm/sql';

const TRIES = 6;

/** What is said to whoever was the loser six times. */
export const BUSY = 'Many want the same thing at this moment, or this very request is being worked on; ask again.';

/** The longer, the more often it was lost; never the same for two that met. */
export const pauseAfter = (tries: number): Promise<void> => sleep(Math.random() * 2 ** tries * 5);

/** The database ended a transaction for another: whoever did nothing outside it may begin anew. Query builders pass on what the driver says. */
export function isDeadlock(error: unknown): boolean {
  if (error instanceof DeadlockException) return true;
  return (
    error instanceof Error && ('code' in error && error.code === 'ER_LOCK_DEADLOCK' ? true : isDeadlock(error.cause))
  );
}

/**
 * A transaction, begun anew when the database ends it for a deadlock: `act` must do nothing outside it. On MySQL what it reads is as it was at its first read:
 * take locks before. @throws CONFLICT when it was the loser too often.
 */
export async function transact<T>(em: EntityManager, act: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await em.transactional((inner) => act(inner as EntityManager));
    } catch (error) {
      if (!isDeadlock(error)) throw error;
      if (tries === TRIES) throw new CityGraphError('CONFLICT', BUSY);
      await pauseAfter(tries);
    }
  }
}
