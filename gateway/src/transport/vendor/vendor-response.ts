import type { Dispatcher } from 'undici';
import type { CallOff } from '../call-off.ts';
import { JsonScan } from './json-scan.ts';
import { parseVendorJson } from './parse-vendor-json.ts';
import type { HeldReply, RepliesHeld } from './replies-held.ts';
import { VendorFailure } from './vendor-failure.ts';

/** What one reply may take. A plugin may have less of each, never more. */
export interface ReadLimits {
  /** Bytes of the body. */
  readonly bytes: number;
  /** Objects and lists within each other. */
  readonly depth: number;
  /** Objects, lists and what they hold: what parsing costs grows with them, not with bytes. */
  readonly values: number;
  /** Headers of the response, by number; by bytes undici bounds them. */
  readonly headers: number;
  /** Responses before the one that counts. */
  readonly interim: number;
  /** Until the headers are there, the dial included; ms. */
  readonly headersMs: number;
  /** Between two pieces of the body; ms. */
  readonly idleMs: number;
  /** All together; ms. */
  readonly totalMs: number;
}

/** The hub's own limits. */
export const READ_LIMITS: ReadLimits = {
  bytes: 2 * 1024 * 1024,
  depth: 64,
  values: 50_000,
  headers: 64,
  interim: 4,
  headersMs: 2_000,
  idleMs: 2_000,
  totalMs: 3_000,
};

/** Reads one reply and ends the socket at the first thing that is wrong with it. */
export class VendorResponse implements Dispatcher.DispatchHandler, HeldReply {
  readonly #limits: ReadLimits;
  readonly #owner: string;
  readonly #held: RepliesHeld;
  readonly #scan: JsonScan;
  readonly #resolve: (body: Buffer) => void;
  readonly #reject: (failure: VendorFailure) => void;
  readonly #unlisten: () => void;
  readonly #chunks: Buffer[] = [];
  /** When it is too late, as `performance.now()` counts: for the whole reply, and for the next piece of it. */
  readonly #endsAt: number;
  #silentAt: number;
  /** One for both, never set to later than either can be. */
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #bytes = 0;
  #interim = 0;
  #hasBegun = false;
  #settled = false;
  /** Status of a response that may say in GraphQL's words what is wrong with the request. */
  #refusal: number | null = null;

  constructor(
    { limits, owner, held }: { readonly limits: ReadLimits; readonly owner: string; readonly held: RepliesHeld },
    callOff: CallOff,
    resolve: (body: Buffer) => void,
    reject: (failure: VendorFailure) => void,
  ) {
    this.#limits = limits;
    this.#owner = owner;
    this.#held = held;
    this.#scan = new JsonScan(limits);
    this.#resolve = resolve;
    this.#reject = reject;
    const now = performance.now();
    this.#endsAt = now + limits.totalMs;
    this.#silentAt = now + limits.headersMs;
    this.#timer = setTimeout(wake, Math.min(limits.totalMs, limits.headersMs, limits.idleMs), this);
    this.#unlisten = callOff.whenOff(() =>
      this.#fail(new VendorFailure('PLUGIN_UNAVAILABLE', 'nobody waits for the reply', { isItsFault: false })),
    );
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It failed while it waited for a socket.
    if (this.#settled) controller.abort(new Error('nobody waits for the reply'));
  }

  onResponseStart(
    { rawHeaders }: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): void {
    if (this.#settled) return;
    if (status < 200) {
      if (++this.#interim > this.#limits.interim) this.#invalid('too many interim responses');
      return;
    }
    this.#hasBegun = true;
    this.#silentAt = performance.now() + this.#limits.idleMs;
    const count = Array.isArray(rawHeaders) ? rawHeaders.length / 2 : Object.keys(headers).length;
    const isJson = isJsonType(headers['content-type']);
    this.#refusal = isJson && REFUSALS.has(status) ? status : null;
    const failure =
      (this.#refusal === null ? statusFault(status) : null) ??
      (count > this.#limits.headers ? 'too many headers' : headersFault(headers, isJson, this.#limits));
    if (failure instanceof VendorFailure) this.#fail(failure);
    else if (failure) this.#invalid(failure);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#bytes += chunk.length;
    this.#silentAt = performance.now() + this.#limits.idleMs;
    if (this.#bytes > this.#limits.bytes) {
      this.#fail(tooLong(`longer than ${this.#limits.bytes} bytes`, this.#bytes));
      return;
    }
    const fault = this.#scan.write(chunk);
    if (fault) {
      const tooMuch = fault === 'too many values' ? 'values' : null;
      this.#fail(new VendorFailure('PLUGIN_INVALID_REPLY', fault, { tooMuch, bytes: this.#bytes }));
      return;
    }
    this.#chunks.push(chunk);
    this.#held.take(this.#owner, this, chunk.length);
  }

  drop(): void {
    this.#fail(
      new VendorFailure('PLUGIN_UNAVAILABLE', 'replies under way take too much memory, its the most', {
        isItsFault: false,
        bytes: this.#bytes,
      }),
    );
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#bytes);
    if (this.#refusal !== null) {
      this.#fail(refusal(this.#refusal, body));
      return;
    }
    this.#settle();
    this.#resolve(body);
    this.#chunks.length = 0;
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#failureOf(error));
  }

  /** Of undici, of the socket, of TLS, of the dial. */
  #failureOf(error: Error): VendorFailure {
    // Of the hub itself, which closes its sockets.
    if (error instanceof VendorFailure) return error;
    const { code = '' } = error as { code?: unknown };
    const reason = `${error.name}${code === '' ? '' : ` ${String(code)}`}: ${error.message}`;
    const isUnreadable = error.name === 'HTTPParserError' || UNREADABLE.has(String(code));
    const mayRepeat = !this.#hasBegun && MAY_REPEAT.has(String(code));
    const facts = { bytes: this.#bytes, mayRepeat, isCertain: !this.#hasBegun && !isUnreadable };
    if (error.name === 'ConnectTimeoutError') return new VendorFailure('PLUGIN_TIMEOUT', reason, facts);
    return new VendorFailure(isUnreadable ? 'PLUGIN_INVALID_REPLY' : 'PLUGIN_UNAVAILABLE', reason, facts);
  }

  /** Gives up when it is too late for anything, otherwise looks again when it may be. */
  look(): void {
    const now = performance.now();
    const { totalMs, headersMs, idleMs } = this.#limits;
    if (now >= this.#endsAt) this.#late(`no whole reply within ${totalMs} ms`);
    if (now >= this.#silentAt && this.#hasBegun) this.#late(`silence within the reply within ${idleMs} ms`);
    if (now >= this.#silentAt && !this.#hasBegun) this.#late(`no headers within ${headersMs} ms`);
    if (this.#settled) return;
    // Headers that come meanwhile begin a silence, which is never over sooner.
    this.#timer = setTimeout(wake, Math.ceil(Math.min(this.#endsAt - now, this.#silentAt - now, idleMs)), this);
  }

  #late(reason: string): void {
    // Without a controller it was never sent: there was nobody to send it to.
    const facts = { bytes: this.#bytes, isCertain: this.#controller === null };
    this.#fail(new VendorFailure('PLUGIN_TIMEOUT', reason, facts));
  }

  #invalid(reason: string): void {
    this.#fail(new VendorFailure('PLUGIN_INVALID_REPLY', reason, { bytes: this.#bytes }));
  }

  #fail(failure: VendorFailure): void {
    if (this.#settled) return;
    this.#settle();
    this.#chunks.length = 0;
    this.#reject(failure);
    // Destroys the socket: nothing that was sent late can be taken for the next reply.
    this.#controller?.abort(failure);
  }

  #settle(): void {
    this.#settled = true;
    this.#held.release(this.#owner, this);
    clearTimeout(this.#timer);
    // Called off before there was anything to listen to.
    this.#unlisten?.();
  }
}

const wake = (response: VendorResponse): void => response.look();

/** The request may not even have arrived. */
const MAY_REPEAT = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNREFUSED']);

/** undici's words for what is no HTTP, or more of it than it takes. */
const UNREADABLE = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** Statuses under which a server says that it does not understand a request: of GraphQL over HTTP (§6.4.2), and its kin. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

/** GraphQL over HTTP has a 400 with errors and no data for what cannot be read, as a scalar of the plugin's own. */
function refusal(status: number, body: Buffer): VendorFailure {
  const blames = isGraphQLError(body) ? 'request' : null;
  return new VendorFailure('PLUGIN_UNAVAILABLE', `status ${status}`, { blames, bytes: body.length });
}

function isGraphQLError(body: Buffer): boolean {
  try {
    const { data = null, errors } = Object(parseVendorJson(body)) as { data?: unknown; errors?: unknown };
    return data === null && Array.isArray(errors) && errors.length > 0;
  } catch {
    return false;
  }
}

function statusFault(status: number): VendorFailure | null {
  if (status === 200) return null;
  if (status === 413) return new VendorFailure('PLUGIN_UNAVAILABLE', 'status 413', { blames: 'length' });
  // Where it points does not matter: the hub goes nowhere because a vendor says so.
  if (status >= 300 && status < 400) return new VendorFailure('PLUGIN_INVALID_REPLY', `redirect with status ${status}`);
  const mayRepeat = status === 502 || status === 503 || status === 504;
  return new VendorFailure('PLUGIN_UNAVAILABLE', `status ${status}`, { mayRepeat });
}

const JSON_TYPE = /^application\/(graphql-response\+)?json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

const isJsonType = (type: unknown): boolean => typeof type === 'string' && JSON_TYPE.test(type);

function headersFault(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  isJson: boolean,
  { bytes }: ReadLimits,
): VendorFailure | string | null {
  if (headers['content-encoding'] !== undefined) return 'an encoded body';
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && String(transfer).trim().toLowerCase() !== 'chunked') return 'an encoded transfer';
  if (!isJson) return 'not JSON by its content type';
  const isTooLong = Number(headers['content-length'] ?? 0) > bytes;
  return isTooLong ? tooLong(`longer than ${bytes} bytes by its own word`, 0) : null;
}

function tooLong(reason: string, bytes: number): VendorFailure {
  return new VendorFailure('PLUGIN_INVALID_REPLY', reason, { tooMuch: 'bytes', bytes });
}
