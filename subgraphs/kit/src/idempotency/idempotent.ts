import { createHash } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { DeadlockException, type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { BUSY, pauseAfter } from '../database/transact.ts';
import { IdempotencyRecord } from './idempotency-record.entity.ts';

export interface IdempotentRequest {
  /** Name of the mutation. */
  readonly operation: string;
  /** What the client sent as `idempotencyKey`; null: the same input of the same person within ten minutes is a repeat. */
  readonly key: string | null | undefined;
  readonly viewer: Viewer;
  readonly input: unknown;
  readonly now: Date;
}

/** How long the same input of the same person counts as a repeat. */
export const WITHOUT_KEY_MS = 10 * 60_000;
const TRIES = 6;

class TakenError extends Error {}

/**
 * Runs `act` once per request in a transaction of its own, and answers the key of what it made; a repeat answers the first
 * one's, also when both come at the same time. The same idempotency key with another input is a CONFLICT.
 */
export async function idempotent(
  em: EntityManager,
  { operation, key, viewer, input, now }: IdempotentRequest,
  act: (em: EntityManager) => Promise<string>,
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
  const attempt = (): Promise<string> =>
    em.transactional(async (inner) => {
      await inner
        .insert(IdempotencyRecord, { ...id, inputDigest, result: '', createdAt: now })
        .catch((error: unknown) => {
          throw error instanceof UniqueConstraintViolationException ? new TakenError() : error;
        });
      const result = await act(inner);
      await inner.nativeUpdate(IdempotencyRecord, id, { result });
      return result;
    });
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof DeadlockException) {
        if (tries === TRIES) throw new CityGraphError('CONFLICT', BUSY);
        await pauseAfter(tries);
        continue;
      }
      if (!(error instanceof TakenError)) throw error;
      const first = await em.fork({ keepTransactionContext: true }).findOne(IdempotencyRecord, id);
      if (first && key == null && now.getTime() - first.createdAt.getTime() > WITHOUT_KEY_MS) {
        await em
          .fork({ keepTransactionContext: true })
          .nativeDelete(IdempotencyRecord, { ...id, createdAt: first.createdAt });
        continue;
      }
      if (!first) {
        if (tries < TRIES) continue;
        throw new CityGraphError('CONFLICT', BUSY);
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
