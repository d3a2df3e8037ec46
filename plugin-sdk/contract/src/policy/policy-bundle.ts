import type { Purpose } from '../purpose.ts';

/** As what a policy bundle is signed. */
export const POLICY_BUNDLE_TYPE = 'policy-bundle';

/** What people decided and gateways carry out. Times are RFC 3339 in UTC. */
export interface PolicyBundle {
  /** Grows with every bundle: a gateway never takes an older one. */
  readonly version: number;
  readonly issuedAt: string;
  /** Afterwards nobody knows what was revoked: third parties get no S3, S4 and I. */
  readonly freshUntil: string;
  /** By OIDC client id. An app that is not named is a third party's. */
  readonly apps: Readonly<Record<string, AppPolicy>>;
  /** By name of the subgraph. */
  readonly plugins: Readonly<Record<string, PluginPolicy>>;
  /** Pipelines that publish a plugin with a key of their own, those that live. Left out: none. */
  readonly workloads?: readonly WorkloadTerms[];
  readonly grants: readonly GrantTerms[];
  /** All living ones; or none, where `consentShards` names them. */
  readonly consents: readonly ConsentTerms[];
  /** By `consentShardOf` of those in it: digest of a `ConsentShard`. One decision changes one shard, however many have consented. */
  readonly consentShards?: Readonly<Record<string, string>>;
}

/** The consents of some subjects. It is not signed: a signed bundle names it by `digestOfPayload`. */
export interface ConsentShard {
  readonly shard: string;
  /** By id. */
  readonly consents: readonly ConsentTerms[];
}

/** What the hub lets an app do: whose it is, which documents it may ask, how much and for what. */
export interface AppPolicy {
  /** USCC of the firm or agency that runs it; null: a person's. */
  readonly organisation: string | null;
  /** It sees data beyond S1 under a grant only. */
  readonly thirdParty: boolean;
  /** SHA-256 in hex of the documents it registered. */
  readonly documents: readonly string[];
  /** It may ask nothing but its registered documents. */
  readonly documentsOnly: boolean;
  readonly limits: RateLimits | null;
  /** Plugins whose fields it may ask for, by name of the subgraph; left out: all of them. */
  readonly subscriptions?: readonly string[];
  /** By what it shows who it is where nobody is signed in. */
  readonly keys?: readonly AppKey[];
}

/** `CityGraph-App-Key` of an app: no person's rights, the app's own limits and subscriptions. */
export interface AppKey {
  readonly id: string;
  /** SHA-256 in hex of the key: whoever reads the bundle cannot use it. */
  readonly digest: string;
  /** null: until it is taken back. */
  readonly until: string | null;
}

/** How much an app may ask of the hub. What is over is answered with `RATE_LIMITED`. */
export interface RateLimits {
  readonly requestsPerMinute: number;
  /** Static cost of all its operations. */
  readonly costPerMinute: number;
  /** Left out: as many as fit into its minutes. */
  readonly requestsPerDay?: number;
  /** Levels of data fields in one operation, below the gateway's own limit. */
  readonly maxDepth?: number;
  /** Static cost of one operation, below the gateway's own limit. */
  readonly maxCost?: number;
}

/** What the gateway does with a plugin: the release that it serves and, where it serves none, why. */
export interface PluginPolicy {
  /** Why its fields are null; null: it is served. */
  readonly disabled: string | null;
  readonly release: string;
  /** Digests of the releases that people said yes to: grants of the plugin reach no other one. Left out: whatever release is served. */
  readonly approved?: readonly string[];
}

/** Whose signature lets a request be as long as a signed-in person's: nothing else comes with it. */
export interface WorkloadTerms {
  /** `wkl_…` */
  readonly id: string;
  /** Ed25519: 32 bytes in base64url. */
  readonly publicKey: string;
  readonly until: string;
}

/** Who is sent data: an app's users, or a plugin's server. */
export type Grantee = { readonly app: string } | { readonly plugin: string };

/** The decision of a data's owner: these coordinates, to this grantee, for this purpose. */
export interface GrantTerms {
  readonly id: string;
  readonly grantee: Grantee;
  /** `Type.field`. */
  readonly coordinates: readonly string[];
  readonly purpose: Purpose;
  readonly until: string;
  /** How long the grantee may keep what it got. */
  readonly retentionDays: number;
  /** The data's subjects must each have consented as well. */
  readonly needsConsent: boolean;
}

/** A resident's or firm's living consent; revoked ones are not in the bundle. */
export interface ConsentTerms {
  readonly id: string;
  readonly grant: string;
  /** `subjectHash` of whose data it is. */
  readonly subject: string;
  readonly until: string;
}

/** Which of 256 shards has a subject's consents, in hex: the first byte of its `subjectHash`. */
export const consentShardOf = (subject: string): string =>
  Buffer.from(subject.slice(0, 2), 'base64url').toString('hex').padStart(2, '0');
