import {
  type ConsentShard,
  type ConsentTerms,
  consentShardOf,
  digestOfPayload,
  subjectHash,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Consent } from '../consent/consent.entity.ts';

/** The living consents as gateways get them, kept between versions of the policy. */
export interface ConsentShards {
  /**
   * Takes in what changed up to a version; call it in the transaction that read the version. Answers digests by shard, of those that have any consent. Equal
   * versions of equal dates give equal digests, whichever process asks.
   */
  follow(em: EntityManager, version: number, issuedAt: Date): Promise<Readonly<Record<string, string>>>;
  /** A shard by its digest, of what `follow` answered lately; null: there is none. */
  find(digest: string): ConsentShard | null;
}

interface Shard {
  readonly living: Map<string, ConsentTerms>;
  /** What had ended by then is not in it; milliseconds since the epoch. */
  endedBy: number;
  /** null: something in it has changed. */
  digest: string | null;
}

/** Rows that are read at once. */
const BATCH = 5_000;
/** So many of the last versions' shards can still be had: a gateway asks a moment after it has read of them. */
const VERSIONS_KEPT = 8;

const DAY_MS = 86_400_000;

const PROPERTIES = ['id', 'grantId', 'subjectType', 'subjectKey', 'until', 'revokedAt', 'changedIn'] as const;

/** `subjectSecret` is what subjects are hashed with. */
export function createConsentShards(subjectSecret: Uint8Array): ConsentShards {
  const shards = new Map<string, Shard>();
  const given = new Map<string, ConsentShard>();
  const lately: (readonly string[])[] = [];
  /** Nothing was read yet: negative. */
  let known = -1;

  const take = ({ id, grantId, subjectType, subjectKey, until, revokedAt }: Consent): void => {
    const subject = subjectHash(subjectSecret, subjectType, subjectKey);
    const name = consentShardOf(subject);
    const shard = shards.get(name) ?? { living: new Map<string, ConsentTerms>(), endedBy: 0, digest: null };
    shards.set(name, shard);
    shard.digest = null;
    if (revokedAt === null) shard.living.set(id, { id, grant: grantId, subject, until: until.toISOString() });
    else shard.living.delete(id);
  };

  const read = async (em: EntityManager, version: number): Promise<void> => {
    const isFirst = known < 0;
    let after = '';
    for (;;) {
      const rows = await findRows(
        em,
        Consent,
        {
          id: { $gt: after },
          changedIn: isFirst ? { $lte: version } : { $gt: known, $lte: version },
          ...(isFirst && { revokedAt: null }),
        },
        { orderBy: { id: 'asc' }, limit: BATCH, fields: PROPERTIES },
      );
      for (const row of rows) take(row);
      if (rows.length < BATCH) return;
      after = rows.at(-1)?.id ?? '';
    }
  };

  /** Once a day, so that a shard does not change with the clock, and each at its own time; to the moment they are judged where they are used. */
  const dropEnded = (issuedAt: Date): void => {
    for (const [name, shard] of shards) {
      const endedBy = dayOf(name, issuedAt);
      if (shard.digest !== null && endedBy <= shard.endedBy) continue;
      shard.endedBy = endedBy;
      for (const [id, { until }] of shard.living) {
        if (Date.parse(until) > endedBy) continue;
        shard.living.delete(id);
        shard.digest = null;
      }
    }
  };

  const digestOf = (name: string, shard: Shard): string => {
    if (shard.digest === null) {
      const consents = [...shard.living.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
      const document = { shard: name, consents };
      shard.digest = digestOfPayload(document);
      given.set(shard.digest, document);
    }
    return shard.digest;
  };

  return {
    async follow(em, version, issuedAt) {
      if (version > known) await read(em, version);
      known = Math.max(known, version);
      dropEnded(issuedAt);
      const digests = Object.fromEntries(
        [...shards]
          .filter(([, { living }]) => living.size > 0)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, shard]) => [name, digestOf(name, shard)]),
      );
      lately.push(Object.values(digests));
      if (lately.length > VERSIONS_KEPT) {
        lately.shift();
        const named = new Set(lately.flat());
        for (const digest of given.keys()) if (!named.has(digest)) given.delete(digest);
      }
      return digests;
    },
    find: (digest) => given.get(digest) ?? null,
  };
}

/** When the day of a shard began. */
function dayOf(name: string, at: Date): number {
  const offset = (Number.parseInt(name, 16) / 256) * DAY_MS;
  return Math.floor((at.getTime() - offset) / DAY_MS) * DAY_MS + offset;
}
