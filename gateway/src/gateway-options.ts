import type { HopChannel, HopSecret, Principal, SigningKey, Standing } from '@citygraph/contract';
import type { CounterFactory } from './counting/counter.ts';
import type { LedgerOptions } from './ledger/ledger.ts';
import type { Limits } from './operation/limits.ts';
import type { PlannerRoom } from './operation/planning/resting-planner.ts';
import type { PoliciesOptions } from './policy/bundle/policies.ts';
import type { SealingSecret } from './policy/pairwise/sealer.ts';
import type { VendorPersons } from './policy/vendor-persons.ts';
import type { BudgetOptions } from './server/client-budget.ts';
import type { OverloadOptions } from './server/overload.ts';
import type { GoldenQuery } from './supergraph/assert-fit.ts';
import type { ReportCounters } from './telemetry/reporter.ts';
import type { VendorLimits } from './transport/vendor/vendor-limits.ts';
import type { VendorTransportOptions } from './transport/vendor/vendor-transport.ts';

/** `department`: the city's own; `vendor`: a plugin's; `foreign`: a graph that knows nothing of the hub (stand-alone). */
export type Tier = 'department' | 'vendor' | 'foreign';

/** Who executes: our own engine, or Apollo's. Both plan alike. */
export type EngineName = 'compiled' | 'apollo';

export interface SubgraphTarget {
  readonly url: string;
  readonly tier: Tier;
  /** Nobody said that it is `foreign`: it was found in the supergraph alone. */
  readonly isAssumed?: true;
  /** The key its requests are signed with; without one nothing is signed. */
  readonly hop?: HopSecret;
  /** Milliseconds it may take for one request, instead of `subgraphTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Names of client headers that are passed on, in lower case; none unless said, and never to a vendor. */
  readonly forwardHeaders?: readonly string[];
  /** Digest of a plugin's release: breaker, sockets and budget are each release's own. */
  readonly release?: string;
  /** Which of a plugin's servers it is: what one has used up or done is not the other's. Default `stable`. */
  readonly channel?: HopChannel;
  /** Under which departments are told of a plugin's release; default what the policy says. */
  readonly version?: string;
  /** What a plugin may take, from its contract; default what `vendors.limits` says. */
  readonly limits?: Partial<VendorLimits>;
  /** What ids of requests are made with for a plugin's release, 32 bytes or more; default one that ends with the process. */
  readonly correlation?: Uint8Array;
  /** Whom a vendor is told of in arguments and by its token; default nobody. */
  readonly persons?: VendorPersons;
}

export interface SupergraphSource {
  readonly sdl: string;
  /** Digest of the signed artefact that it is: equal ones are not loaded twice. */
  readonly artefact?: string;
  /** By the names of `join__Graph`; each must be there. */
  readonly subgraphs: Readonly<Record<string, SubgraphTarget>>;
}

export interface GatewayOptions {
  readonly supergraph: SupergraphSource;
  /** Who a bearer token is; rejects with UNAUTHENTICATED, or OVERLOADED when that cannot be said now. Without it everyone is anonymous and tokens are not read. */
  readonly principal?: (authorization?: string) => Promise<Principal>;
  /** Was this `authorization` header verified before? With more to do than it can, a gateway goes on longest with those. Default: nobody's was. */
  readonly isKnown?: (authorization?: string) => boolean;
  /** Who signs people on: told at `/.well-known/citygraph`, so that a command line needs the hub's address alone. */
  readonly issuer?: string;
  /** Signs hop tokens; needed as soon as a subgraph has a `hop`. */
  readonly hopKey?: SigningKey;
  /** Who a principal is to others. Default: the operation `standing` of the subgraph `government`, when there is one. */
  readonly standing?: (principal: Principal, caseId: string | null) => Promise<Standing>;
  /** Seal ids of people for vendors: the first seals, all open. Needed as soon as a vendor's graph has such ids. */
  readonly sealing?: readonly SealingSecret[];
  /** What people decided about third parties. Without it vendors and third-party apps get nothing beyond S1. */
  readonly policy?: PoliciesOptions & {
    /** The first signed bundle; later ones come by `setPolicy`. */
    readonly bundle?: unknown;
  };
  /** Address of a page on which apps subscribe to plugins, told with NOT_SUBSCRIBED; `{plugin}` in it stands for the plugin's name. Default none. */
  readonly subscribeAt?: string;
  /** Where it is written down who sees personal data, before they see it. Without it nothing is, so a `policy` needs it: third parties get nothing personal without evidence. */
  readonly ledger?: LedgerOptions;
  /** How vendors are dialled and what they may take. */
  readonly vendors?: Pick<VendorTransportOptions, 'loopback' | 'hub' | 'limits' | 'dial' | 'observe'>;
  /** Count what clients and vendors may take, here or together with other gateways (`redisCounters`). Default: this process alone. */
  readonly counters?: CounterFactory;
  /** Requests and cost a minute, for each who is signed in and each address that is not; default none. Apps' own limits are in the policy. */
  readonly rateLimits?: Omit<BudgetOptions, 'appPolicy' | 'counters'>;
  /** When requests are refused for there are too many. */
  readonly overload?: Pick<OverloadOptions, 'maxInFlight' | 'maxDelayMs'>;
  readonly limits?: Partial<Limits>;
  /** Default `compiled`; `apollo` is the reference (ApolloGateway). */
  readonly engine?: EngineName;
  /** Where it is counted how plugins answer and what is asked for; default: nowhere. */
  readonly reports?: ReportCounters;
  /** Where plans are made; default: in threads of its own. */
  readonly planners?: PlannerRoom;
  /** What every graph must be able to plan before it serves; default: only what is asked for most. */
  readonly goldenQueries?: readonly GoldenQuery[];
  /** Structured lines for operators; they never hold tokens, variables or answers. */
  readonly log?: (line: object) => void;
  /** May a document that nobody registered touch S4 or I? Default true (the embedded profile's flag). */
  readonly adHocSensitive?: boolean;
  /** Texts of documents that may touch S4 and I whatever `adHocSensitive` says, for the apps that they belong to; default none. */
  readonly trustedDocuments?: readonly string[];
  /** Whose they are, by client id; default: all apps' without a policy, and with one the city's own. Other apps register theirs, which come with the policy. */
  readonly trustedDocumentApps?: readonly string[];
  /** Origins whose pages may ask; default none. */
  readonly cors?: readonly string[];
  /** Who may introspect; default everyone (the embedded profile). The command has a default of its own. */
  readonly introspection?: 'everyone' | 'signed-in';
  /** Milliseconds a subgraph may take for one request; default 10,000. */
  readonly subgraphTimeoutMs?: number;
  /** Milliseconds an operation may take with all its requests to subgraphs; default 30,000, 240,000 at most. */
  readonly operationTimeoutMs?: number;
  /** Milliseconds a client may take to send its body; default 10,000. */
  readonly bodyTimeoutMs?: number;
}
