import {
  type AppPolicy,
  type ConsentTerms,
  consentShardOf,
  type Grantee,
  type GrantTerms,
  type PluginPolicy,
  type PolicyBundle,
  type Purpose,
} from '@citygraph/contract';
import { rememberedSubjectHash } from '../remembered-subjects.ts';

/** A policy bundle, ready to be asked by every request. Times are milliseconds since the epoch. */
export interface PolicyInForce {
  readonly version: number;
  /** Nobody knows any more what was revoked since. */
  isStale(now: number): boolean;
  app(clientId: string | null): AppPolicy | null;
  plugin(name: string): PluginPolicy | null;
  /** Whose key has this SHA-256 in hex; null: nobody's. Looking a digest up tells nothing of the key by the time it takes. */
  keyOf(digest: string): AppKeyInForce | null;
  /** What a pipeline signs with; null: there is none of that name, or it has ended. */
  workloadKey(id: string, now: number): string | null;
  /** The living grants of a coordinate: a wider one is given beside what runs. */
  grants(grantee: Grantee, coordinate: string, purpose: Purpose | null, now: number): readonly GrantTerms[];
  /** Has the subject consented to the grant? */
  hasConsent(grant: string, type: string, key: string, now: number): boolean;
}

export interface AppKeyInForce {
  readonly app: string;
  isLiving(now: number): boolean;
}

interface Living<T> {
  readonly terms: T;
  readonly until: number;
}

/** When consents end, by grant and subject. */
export type ConsentIndex = ReadonlyMap<string, number>;

export function consentIndex(consents: readonly ConsentTerms[]): ConsentIndex {
  const ends = new Map<string, number>();
  for (const { grant, subject, until } of consents) {
    const name = consentName(grant, subject);
    ends.set(name, Math.max(ends.get(name) ?? 0, Date.parse(until)));
  }
  return ends;
}

const consentName = (grant: string, subject: string): string => `${grant}\0${subject}`;

/**
 * `subjectSecret` is what consents' subjects are hashed with; without it nobody has consented to anything. `shards` are the consents that the bundle names, by
 * shard: of what is not there nobody has consented either. `moment` is when it is, where this machine's clock says a time.
 */
export function policyInForce(
  bundle: PolicyBundle,
  subjectSecret: Uint8Array | null,
  shards: ReadonlyMap<string, ConsentIndex> = new Map(),
  moment: (now: number) => number = (now) => now,
): PolicyInForce {
  const freshUntil = Date.parse(bundle.freshUntil);
  const apps = new Map(Object.entries(bundle.apps));
  const plugins = new Map(Object.entries(bundle.plugins));
  const keys = new Map<string, AppKeyInForce>();
  for (const [app, { keys: own = [] }] of apps) {
    for (const { digest, until } of own) {
      const end = until === null ? Number.POSITIVE_INFINITY : Date.parse(until);
      keys.set(digest, { app, isLiving: (now) => moment(now) < end });
    }
  }
  const workloads = new Map(
    (bundle.workloads ?? []).map(({ id, publicKey, until }) => [id, { terms: publicKey, until: Date.parse(until) }]),
  );
  const grants = new Map<string, Living<GrantTerms>[]>();
  for (const terms of bundle.grants) {
    for (const coordinate of terms.coordinates) {
      const name = nameOf(terms.grantee, terms.purpose, coordinate);
      const known = grants.get(name);
      const living = { terms, until: Date.parse(terms.until) };
      if (known) known.push(living);
      else grants.set(name, [living]);
    }
  }
  const consents = consentIndex(bundle.consents);
  return {
    version: bundle.version,
    isStale: (now) => moment(now) >= freshUntil,
    app: (clientId) => (clientId === null ? null : (apps.get(clientId) ?? null)),
    plugin: (name) => plugins.get(name) ?? null,
    workloadKey(id, now) {
      const known = workloads.get(id);
      return known && moment(now) < known.until ? known.terms : null;
    },
    keyOf: (digest) => keys.get(digest) ?? null,
    grants(grantee, coordinate, purpose, now) {
      const given = purpose === null ? undefined : grants.get(nameOf(grantee, purpose, coordinate));
      const at = moment(now);
      return given?.flatMap(({ terms, until }) => (at < until ? terms : [])) ?? [];
    },
    hasConsent(grant, type, key, now) {
      if (subjectSecret === null) return false;
      const subject = rememberedSubjectHash(subjectSecret, type, key);
      const name = consentName(grant, subject);
      return moment(now) < Math.max(consents.get(name) ?? 0, shards.get(consentShardOf(subject))?.get(name) ?? 0);
    },
  };
}

const nameOf = (grantee: Grantee, purpose: Purpose, coordinate: string): string =>
  `${'app' in grantee ? `app ${grantee.app}` : `plugin ${grantee.plugin}`}\0${purpose}\0${coordinate}`;
