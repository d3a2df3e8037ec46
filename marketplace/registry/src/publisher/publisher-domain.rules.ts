import { wrong } from '../wrong.ts';
import type { PublisherDomain } from './publisher-domain.entity.ts';

/** A publisher has no more of them. */
export const MOST_DOMAINS = 10;
/** So often the hub looks whether the proof is still served. */
export const LOOK_HOURS = 24;
/** A server may be away for a while: so long a domain stays its publisher's without its proof. */
export const DAYS_WITHOUT_PROOF = 14;

const HOUR_MS = 3_600_000;

/** When the domain is its publisher's no more, unless the proof is found again; null: the proof is served. */
export const lostAt = ({ failingSince }: Pick<PublisherDomain, 'failingSince'>): Date | null =>
  failingSince === null ? null : new Date(failingSince.getTime() + DAYS_WITHOUT_PROOF * 24 * HOUR_MS);

/** Looked at longer ago than that, it is looked at again. */
export const lookedBefore = (now: Date): Date => new Date(now.getTime() - LOOK_HOURS * HOUR_MS);

/** @throws CONFLICT when there are as many as may be */
export function assertRoomForDomain(handle: string, domains: readonly Pick<PublisherDomain, 'domain'>[]): void {
  if (domains.length < MOST_DOMAINS) return;
  throw wrong('CONFLICT', 'publisher', `${handle} has ${domains.length} domains; give one back with dropDomain first.`);
}
