import type { ErrorCode } from '@citygraph/contract';

/** The codes under which a plugin's failures are told. */
export type VendorCode = Extract<
  ErrorCode,
  'PLUGIN_UNAVAILABLE' | 'PLUGIN_TIMEOUT' | 'PLUGIN_INVALID_REPLY' | 'PLUGIN_DISABLED' | 'PLUGIN_QUOTA'
>;

export interface VendorFailureFacts {
  /** Counts against the plugin: its breaker hears of it. Default true. */
  readonly isItsFault?: boolean;
  /** It was not even asked, for it failed before: nothing was learnt, and its outage goes on. Default false. */
  readonly isOutage?: boolean;
  /** Nothing of the reply came, or it said itself that another try may help. Default false. */
  readonly mayRepeat?: boolean;
  /** The reply is longer than this request could take, by what came or by what it says of itself. Default false. */
  readonly isTooLong?: boolean;
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
  readonly isTooLong: boolean;
  readonly bytes: number;

  constructor(
    code: VendorCode,
    reason: string,
    { isItsFault = true, isOutage = false, mayRepeat = false, isTooLong = false, bytes = 0 }: VendorFailureFacts = {},
  ) {
    super(reason);
    this.code = code;
    this.isItsFault = isItsFault;
    this.isExcused = !isItsFault && !isOutage;
    this.mayRepeat = mayRepeat;
    this.isTooLong = isTooLong;
    this.bytes = bytes;
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

/** @param reason of whoever switched it off; clean text, may be empty */
export function disabledSaying(plugin: string, reason: string): string {
  return `The plugin ${plugin} ${SAYINGS.PLUGIN_DISABLED}${reason ? `: ${reason}` : '.'}`;
}
