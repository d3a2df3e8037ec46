import type { HopChannel } from '@citygraph/contract';
import type { CounterFactory } from '../../counting/counter.ts';
import type { SubgraphReply } from '../../execution/engine.ts';
import { BoundedCache } from '../../operation/bounded-cache.ts';
import type { CallOff } from '../call-off.ts';
import { cleanText } from './clean-text.ts';
import type { DialOptions } from './guarded-dial.ts';
import { type HubAddresses, NOWHERE } from './hub-addresses.ts';
import { createQuota, type Quota } from './quota.ts';
import { sparingLog } from './sparing-log.ts';
import type { BreakerState } from './vendor-breaker.ts';
import { askedInVain, disabledSaying, sayingOf, type VendorCode, VendorFailure } from './vendor-failure.ts';
import { createVendorHttpClient } from './vendor-http-client.ts';
import { createVendorLane, type VendorLane } from './vendor-lane.ts';
import { type VendorLimits, vendorLimits } from './vendor-limits.ts';
import { vetAddress } from './vet-address.ts';
import { type UrlRefusal, type VettedUrl, vetUrl } from './vet-url.ts';

/** A plugin as it runs here: everything about it is kept per release. */
export interface VendorRelease {
  readonly plugin: string;
  /** Digest of the release. */
  readonly release: string;
  /** Which of its servers; default `stable`. */
  readonly channel?: HopChannel | undefined;
  /** What its contract allows it, where the graph says so, within `PLUGIN_LIMITS`; under another contract it is learnt anew how it does. */
  readonly limits?: Partial<VendorLimits> | undefined;
}

export interface VendorRequest extends VendorRelease {
  readonly url: string;
  /** JSON. */
  readonly body: string;
  /** Those on the allow-list are sent: signature, token, and ids made for this release. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent once, whatever happens. */
  readonly isMutation: boolean;
  /** What is left of the operation's time; ms. */
  readonly timeoutMs: number;
  /** Fields asked for, times the entities they are asked of; at least 1. */
  readonly cost: number;
  /** Values that its reply may well hold, by what its lists are said to be; default 1. */
  readonly values?: number | undefined;
  /** Something in it is as the client wrote it: what the vendor cannot read of that is not its fault. Default false. */
  readonly isChosen?: boolean | undefined;
  /** Whose share of what the plugin may take it uses, and whose failures its failing is one of; default nobody's. */
  readonly account?: string | undefined;
  /** What is left of the operation's bytes. */
  readonly maxBytes: number;
  readonly callOff: CallOff;
  /** Told of each try how long it took, from dialling to its end; ms. What a call waits for a place before that is the hub's own. */
  readonly onAsked?: (ms: number) => void;
}

/** How a release is doing: for metrics and the console. */
export interface VendorState extends VendorRelease {
  readonly breaker: BreakerState;
  /** Why it is switched off; null: it is not. */
  readonly disabled: string | null;
  /** Requests under way, and waiting for one of those to end. */
  readonly active: number;
  readonly waiting: number;
  /** Since this process began to send it any. */
  readonly requests: number;
  readonly bytes: number;
  readonly failures: Readonly<Partial<Record<VendorCode, number>>>;
  /** Replies that were read, and refused by whoever asked. */
  readonly wrongData: number;
  readonly limits: VendorLimits;
}

/** What went to a plugin and what came of it; unlike a line of the log it quotes the reply. */
export interface VendorExchange {
  readonly plugin: string;
  /** JSON that was sent. */
  readonly body: string;
  /** Bytes that were read to their end; null: there are none. */
  readonly reply: Buffer | null;
  /** Why there is nothing to use; null: the reply can be read, and what it says is still to be judged. */
  readonly failure: { readonly code: VendorCode; readonly reason: string } | null;
  /** With all waiting and a second try. */
  readonly ms: number;
}

export interface VendorTransportOptions {
  /** What whoever runs the gateway allows a plugin of whose limits the graph says nothing, asked when a release is first sent something; default: `VENDOR_LIMITS`. */
  readonly limits?: (plugin: string) => Partial<VendorLimits>;
  /** Why a plugin is switched off; null: it is not. Asked for every request. */
  readonly disabled?: (release: VendorRelease) => string | null;
  /** `host:port` pairs on this machine that the operator registered. */
  readonly loopback?: readonly string[];
  /** Where the hub is; asked for every request, since its listeners may come later. */
  readonly hub?: () => HubAddresses;
  readonly dial?: DialOptions;
  /** Default: this process counts alone. */
  readonly counters?: CounterFactory;
  /** Lines for operators, the same at most once a second. They name addresses and reasons; replies they do not quote. */
  readonly log?: (line: object) => void;
  /** Told of every request, for who develops a plugin over made-up data: replies may hold anything. Default: nobody is. */
  readonly observe?: (exchange: VendorExchange) => void;
}

export interface VendorTransport {
  /** Never throws and never rejects: failing is a reply without data, with one typed error. `data` is still unbelieved. */
  send(request: VendorRequest): Promise<SubgraphReply>;
  /** A reply that was read held wrong data: as bad as none. `account` says whose call it was. */
  reportInvalid(release: VendorRelease & Pick<VendorRequest, 'account'>): void;
  state(): readonly VendorState[];
  close(): Promise<void>;
}

/** Releases that are kept in mind; beyond that, those go that nobody asked for a while; ms. */
const LANES = 256;
const IDLE_MS = 300_000;

const VETTED = 1_000;

/** Characters of an operator's reason that clients see. */
const REASON = 200;

/** The one way to a vendor. */
export function createVendorTransport({
  limits: operators = () => ({}),
  disabled = () => null,
  loopback = [],
  hub = () => NOWHERE,
  dial = {},
  counters,
  log = () => {},
  observe,
}: VendorTransportOptions = {}): VendorTransport {
  const http = createVendorHttpClient({ vet: (address) => vetAddress(address, hub().addresses), ...dial });
  /** A URL's text is judged once for as long as the hub is where it is. */
  let vetted = new BoundedCache<string, VettedUrl | UrlRefusal>(VETTED);
  let vettedAt = NOWHERE;
  const vet = (url: string) => {
    const at = hub();
    if (!isSamePlace(at, vettedAt)) {
      vetted = new BoundedCache(VETTED);
      vettedAt = { addresses: [...at.addresses], hosts: [...at.hosts], ports: [...at.ports] };
    }
    let verdict = vetted.get(url);
    if (verdict === undefined) {
      verdict = vetUrl(url, { loopback, hub: at });
      vetted.set(url, verdict);
    }
    return verdict;
  };
  const say = sparingLog(log);
  const lanes = new Map<string, VendorLane>();
  const quotas = new Map<string, { readonly limits: VendorLimits; readonly quota: Quota }>();

  /** Whoever plays in the sandbox uses up nothing that everybody else lives on. */
  const quotaOf = (plugin: string, channel: HopChannel, limits: VendorLimits): Quota => {
    const name = channel === 'sandbox' ? `${plugin}.sandbox` : plugin;
    const known = quotas.get(name);
    if (known && isSameQuota(known.limits, limits)) return known.quota;
    const quota = createQuota(name, limits, counters);
    quotas.set(name, { limits, quota });
    return quota;
  };
  const laneOf = ({ plugin, release, channel = 'stable', limits: allowed }: VendorRelease): VendorLane => {
    const owner = keyOf({ plugin, release, channel, limits: allowed });
    const known = lanes.get(owner);
    if (known) return known;
    if (lanes.size >= LANES) sweep();
    const limits = vendorLimits(operators(plugin), allowed);
    const quota = quotaOf(plugin, channel, limits);
    const isDisabled = () => disabled({ plugin, release });
    const lane = createVendorLane({
      release: { plugin, release, channel },
      limits,
      quota,
      http,
      owner,
      disabled: isDisabled,
      vet,
    });
    lanes.set(owner, lane);
    return lane;
  };

  const sweep = () => {
    for (const [owner, { usedAt }] of lanes) {
      if (Date.now() - usedAt < IDLE_MS) continue;
      lanes.delete(owner);
      http.forget(owner).catch(() => {});
    }
  };

  return {
    async send(request) {
      const { plugin, release, headers } = request;
      const watch = observe ? watching(request, observe, log) : null;
      try {
        const reply = await laneOf(request).send(request, watch?.onRead);
        watch?.done(null);
        return reply;
      } catch (error) {
        const failure = error instanceof VendorFailure ? error : new VendorFailure('PLUGIN_UNAVAILABLE', String(error));
        const { code, message: reason } = failure;
        watch?.done({ code, reason });
        say({ event: 'plugin-failed', plugin, release, code, reason, requestId: headers['citygraph-request-id'] });
        return {
          data: null,
          errors: [askedInVain(plugin, failure) ?? { message: told(plugin, code, reason), code, path: null }],
          bytes: 0,
          isShared: false,
          ...(failure.isExcused && { isExcused: true }),
          ...(failure.isSendersLack && { isSendersLack: true }),
          ...(failure.isCertain && { isCertain: true }),
        };
      }
    },
    reportInvalid({ plugin, release, channel, limits, account }) {
      lanes.get(keyOf({ plugin, release, channel, limits }))?.reportInvalid(account);
      say({ event: 'plugin-wrong-data', plugin, release });
    },
    state: () => [...lanes.values()].map((lane) => lane.state()),
    close: () => http.close(),
  };
}

function isSamePlace(one: HubAddresses, other: HubAddresses): boolean {
  return (
    isSameList(one.ports, other.ports) &&
    isSameList(one.hosts, other.hosts) &&
    isSameList(one.addresses, other.addresses)
  );
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** Tells whoever observes of one request. They are no part of it: what they throw goes to the log. */
function watching(
  { plugin, body }: VendorRequest,
  observe: NonNullable<VendorTransportOptions['observe']>,
  log: (line: object) => void,
) {
  const started = performance.now();
  let reply: Buffer | null = null;
  return {
    onRead(bytes: Buffer): void {
      reply = bytes;
    },
    done(failure: VendorExchange['failure']): void {
      try {
        observe({ plugin, body, reply, failure, ms: performance.now() - started });
      } catch (error) {
        log({ event: 'observer-failed', plugin, error: String(error) });
      }
    },
  };
}

function keyOf({ plugin, release, channel = 'stable', limits }: VendorRelease): string {
  return limits ? `${plugin}\n${release}\n${channel}\n${textOf(limits)}` : `${plugin}\n${release}\n${channel}`;
}

/** Limits are a graph's, and never change while it is served. */
const limitTexts = new WeakMap<object, string>();

function textOf(limits: Partial<VendorLimits>): string {
  let text = limitTexts.get(limits);
  if (text === undefined) {
    text = JSON.stringify(Object.entries(limits).sort());
    limitTexts.set(limits, text);
  }
  return text;
}

/** A new release is no new allowance; a new contract is. */
function isSameQuota(one: VendorLimits, other: VendorLimits): boolean {
  const counted = ['requestsPerSecond', 'requestsPerDay', 'bytesPerMinute', 'costPerMinute'] as const;
  return counted.every((name) => one[name] === other[name]);
}

/** The reason of a kill switch is for everybody; all others stay with the operator. */
function told(plugin: string, code: VendorCode, reason: string): string {
  return code === 'PLUGIN_DISABLED' ? disabledSaying(plugin, cleanText(reason, REASON)) : sayingOf(plugin, code);
}
