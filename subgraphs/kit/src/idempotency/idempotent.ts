import { createHash } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import {
  type EntityClass,
  type EntityManager,
  type FilterQuery,
  UniqueConstraintViolationException,
} from '@mikro-orm/sql';
import { BUSY, isDeadlock, pauseAfter } from '../database/transact.ts';
import { IdempotencyRecord } from './idempotency-record.entity.ts';

export interface IdempotentRequest {
  /** Name of the mutation. */
  readonly operation: string;
  /** What the client sent as `idempotencyKey`; null: the same input of the same person within ten minutes is a repeat. */
  readonly key: string | null | undefined;
  readonly viewer: Viewer;
  readonly input: unknown;
  readonly now: Date;
  /**
   * Whether what the first request made, or brought about, is still so, by the key that it answered. Where it has ended, the same input without a key is no repeat: it is asked
   * for again, and done. Leave it out for what never ends. Asked only without a key: under one, a repeat is always answered as the first was.
   */
  readonly isLiving?: (em: EntityManager, result: string) => Promise<boolean>;
}

/** `isLiving` of a row, by its primary key: it is there, and so. */
export const living =
  <T extends object>(entity: EntityClass<T>, so: FilterQuery<NoInfer<T>> = {}) =>
  async (em: EntityManager, result: string): Promise<boolean> => {
    const [key = 'id'] = em.getMetadata().get<T>(entity).primaryKeys;
    return (await em.count(entity, { $and: [{ [key]: result }, so] } as never)) > 0;
  };

/** How long the same input of the same person counts as a repeat. */
export const WITHOUT_KEY_MS = 10 * 60_000;
const TRIES = 6;

class TakenError extends Error {}

/**
 * Runs `act` once per request in a transaction of its own, and answers the key of what it made; a repeat answers the first
 * one's, also when both come at the same time. The same idempotency key with another input is a CONFLICT. `ended` is the key of what the same input made before and
 * lives no more; null: nothing.
 */
export async function idempotent(
  em: EntityManager,
  { operation, key, viewer, input, now, isLiving }: IdempotentRequest,
  act: (em: EntityManager, ended: string | null) => Promise<string>,
): Promise<string> {
  const principal = viewer.principal.subject;
  if (principal === null) throw new CityGraphError('UNAUTHENTICATED', `Sign in to ${operation}.`);
  if (key != null && !/^[\x21-\x7e]{1,120}$/.test(key)) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      'idempotencyKey: give 1 to 120 printable ASCII characters, e.g. a UUID.',
    );
  }
  const inputDigest = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const id = { operation, principal, key: key == null ? `input:${inputDigest}` : `key:${key}` };
  let ended: string | null = null;
  const attempt = (): Promise<string> =>
    em.transactional(async (inner) => {
      await inner
        .insert(IdempotencyRecord, { ...id, inputDigest, result: '', createdAt: now })
        .catch((error: unknown) => {
          throw error instanceof UniqueConstraintViolationException ? new TakenError() : error;
        });
      const result = await act(inner, ended);
      await inner.nativeUpdate(IdempotencyRecord, id, { result });
      return result;
    });
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (isDeadlock(error)) {
        if (tries === TRIES) throw new CityGraphError('CONFLICT', BUSY);
        await pauseAfter(tries);
        continue;
      }
      if (!(error instanceof TakenError)) throw error;
      const fresh = em.fork({ keepTransactionContext: true });
      const first = await fresh.findOne(IdempotencyRecord, id);
      if (!first) {
        if (tries < TRIES) continue;
        throw new CityGraphError('CONFLICT', BUSY);
      }
      if (key == null) {
        const isOld = now.getTime() - first.createdAt.getTime() > WITHOUT_KEY_MS;
        const hasEnded = !isOld && isLiving !== undefined && !(await isLiving(fresh, first.result));
        if (isOld || hasEnded) {
          if (tries === TRIES) throw new CityGraphError('CONFLICT', BUSY);
          if (hasEnded) ended = first.result;
          // Only the record that was read: whoever comes at the same moment may have made the next.
          const { createdAt, result } = first;
          await fresh.nativeDelete(IdempotencyRecord, { ...id, createdAt, result });
          continue;
        }
      }
      if (first.inputDigest !== inputDigest) {
        throw new CityGraphError(
          'CONFLICT',
          `idempotencyKey ${key} was used for another ${operation}; choose a new one.`,
        );
      }
      return first.result;
    }
  }
}
