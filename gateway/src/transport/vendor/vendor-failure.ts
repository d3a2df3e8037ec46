import type { ErrorCode } from '@citygraph/contract';
import type { SubgraphError } from '../../execution/engine.ts';

/** The codes under which a plugin's failures are told. */
export type VendorCode = Extract<
  ErrorCode,
  'PLUGIN_UNAVAILABLE' | 'PLUGIN_TIMEOUT' | 'PLUGIN_INVALID_REPLY' | 'PLUGIN_DISABLED' | 'PLUGIN_QUOTA'
>;

/** Bytes of all, values of all, or the characters of one text. */
export type TooMuch = 'bytes' | 'values' | 'text';

export interface VendorFailureFacts {
  /** Counts against the plugin: its breaker hears of it. Default true. */
  readonly isItsFault?: boolean;
  /** Its service level does not count it, whatever its breaker hears. Default: what is not its fault. */
  readonly isExcused?: boolean;
  /** It was not even asked, for it failed before: nothing was learnt, and its outage goes on. Default false. */
  readonly isOutage?: boolean;
  /** Nothing of the reply came, or it said itself that another try may help. Default false. */
  readonly mayRepeat?: boolean;
  /** Of what there is more in the reply than may be, by what came or by what it says of itself. Default nothing. */
  readonly tooMuch?: TooMuch | null;
  /** It said that the request is at fault: what is asked, in GraphQL's own words, or how long it is. Default nothing. */
  readonly blames?: 'request' | 'length' | null;
  /** Whoever asks has made it so. Default false. */
  readonly isProvoked?: boolean;
  /** Whoever asked lacked time, or had their share: another's request may go well. Default false. */
  readonly isSendersLack?: boolean;
  /** No request can have made it so: the plugin was not reached, or said nothing. Default false. */
  readonly isCertain?: boolean;
  /** Of a reply that was not read to its end. */
  readonly bytes?: number;
}

/** Why a plugin gave no usable reply. The message is the operator's: it may name hosts, addresses and what the vendor said. */
export class VendorFailure extends Error {
  override readonly name = 'VendorFailure';
  readonly code: VendorCode;
  readonly isItsFault: boolean;
  /** Says nothing about the plugin: a client went away, the hub had no room, an operation no time. Its service level does not count it. */
  readonly isExcused: boolean;
  readonly mayRepeat: boolean;
  readonly tooMuch: TooMuch | null;
  readonly blames: 'request' | 'length' | null;
  readonly isProvoked: boolean;
  readonly isCertain: boolean;
  readonly isSendersLack: boolean;
  readonly bytes: number;

  constructor(
    code: VendorCode,
    reason: string,
    {
      isItsFault = true,
      isOutage = false,
      isExcused = !isItsFault && !isOutage,
      mayRepeat = false,
      tooMuch = null,
      blames = null,
      isProvoked = false,
      isCertain = false,
      isSendersLack = false,
      bytes = 0,
    }: VendorFailureFacts = {},
  ) {
    super(reason);
    this.code = code;
    this.isItsFault = isItsFault;
    this.isExcused = isExcused;
    this.mayRepeat = mayRepeat;
    this.tooMuch = tooMuch;
    this.blames = blames;
    this.isProvoked = isProvoked;
    this.isCertain = isCertain;
    this.isSendersLack = isSendersLack;
    this.bytes = bytes;
  }

  /** The same, after a wait for a place in the hub: its breaker hears of it, for whoever hangs fills its places; its service level does not. */
  afterQueue(): VendorFailure {
    return this.#with({ isExcused: true });
  }

  /** The same, now that it is known whether a request can have made it so. */
  judged(isCertain: boolean): VendorFailure {
    return isCertain === this.isCertain ? this : this.#with({ isCertain });
  }

  #with(change: VendorFailureFacts): VendorFailure {
    const {
      code,
      message,
      isItsFault,
      isExcused,
      mayRepeat,
      tooMuch,
      blames,
      isProvoked,
      isCertain,
      isSendersLack,
      bytes,
    } = this;
    const facts = { isItsFault, isExcused, mayRepeat, tooMuch, blames, isProvoked, isCertain, isSendersLack, bytes };
    return new VendorFailure(code, message, { ...facts, ...change });
  }

  /** The same, by others' doing. */
  excused({ isProvoked = false, isSendersLack = false } = {}): VendorFailure {
    const { code, message, tooMuch, blames, bytes } = this;
    const facts = { isItsFault: false, tooMuch, blames, isProvoked, isSendersLack, bytes };
    return new VendorFailure(code, message, facts);
  }
}

const SAYINGS: Readonly<Record<VendorCode, string>> = {
  PLUGIN_UNAVAILABLE: 'is not answering. Try again later.',
  PLUGIN_TIMEOUT: 'took too long to answer. Try again later.',
  PLUGIN_INVALID_REPLY: 'gave an answer that cannot be read.',
  PLUGIN_DISABLED: 'is switched off',
  PLUGIN_QUOTA: 'has used up what it may be asked for. Try again later.',
};

/** What a client is told: the plugin's name, and nothing that the vendor or the network said. */
export function sayingOf(plugin: string, code: Exclude<VendorCode, 'PLUGIN_DISABLED'>): string {
  return `The plugin ${plugin} ${SAYINGS[code]}`;
}

/** What a client is told that asked for what no plugin can answer; null: it is not that. */
export function askedInVain(plugin: string, { code, isProvoked, blames }: VendorFailure): SubgraphError | null {
  if (!isProvoked) return null;
  if (blames !== null) {
    const message = `The plugin ${plugin} cannot read what it was asked: look at the arguments, or ask for less at once.`;
    return { message, code: 'BAD_USER_INPUT', path: null };
  }
  const message = `The plugin ${plugin} would have to say more than may be said at once: ask for less.`;
  return { message, code, path: null };
}

/** @param reason of whoever switched it off; clean text, may be empty */
export function disabledSaying(plugin: string, reason: string): string {
  return `The plugin ${plugin} ${SAYINGS.PLUGIN_DISABLED}${reason ? `: ${reason}` : '.'}`;
}
