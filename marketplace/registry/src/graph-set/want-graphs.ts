import type { Viewer } from '@citygraph/contract';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { advanceHead } from '../policy/advance-head.ts';
import { Head } from '../policy/head.entity.ts';
import { GraphChange } from './graph-change.entity.ts';

export interface WantedChange {
  /** Name of the mutation. */
  readonly act: string;
  readonly plugin?: string;
  /** Digest of the release. */
  readonly release?: string;
}

/** Call it first in a transaction that decides about graphs: of two at once, the second sees what the first left. */
export async function holdGraphs(em: EntityManager): Promise<void> {
  await em.nativeUpdate(Head, { name: 'wanted' }, { version: raw('version') as never });
}

/**
 * Says that graphs must follow what this transaction decides; before the audit and before `touchPolicy`, so that all take their locks in one order. Answers the change's
 * number.
 */
export async function wantGraphs(
  em: EntityManager,
  { principal }: Viewer,
  { act, plugin, release }: WantedChange,
  now: Date,
): Promise<number> {
  const { version: number } = await advanceHead(em, 'wanted', now);
  await em.insert(GraphChange, {
    number,
    act,
    plugin: plugin ?? null,
    releaseDigest: release ?? null,
    actor: principal.subject ?? '',
    at: now,
    sequence: null,
  });
  return number;
}
