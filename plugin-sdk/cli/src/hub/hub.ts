import type { MessageKey, MessageValues } from '../messages/messages.ts';
import { API_VERSION } from '../output/envelope.ts';
import { discoverHub } from '../sign-on/discover.ts';
import type { World } from '../world.ts';
import { DryRun } from './dry-run.ts';
import { ExchangeFailure, exchange, type HttpAnswer } from './exchange.ts';
import { failureError, hubError } from './hub-error.ts';
import type { Operation } from './operation.ts';
import { readAnswer } from './read-answer.ts';
import { versionSkew } from './version-skew.ts';

export interface HubOptions {
  readonly world: World;
  /** Origin. */
  readonly origin: string;
  /** Asked for every request: a command may outlive a token. null: nobody is signed in. */
  readonly token: (() => Promise<string | null>) | null;
  readonly timeoutMs: number;
  /** Acts are described instead of sent. */
  readonly isDryRun: boolean;
  readonly warn: (key: MessageKey, values?: MessageValues) => void;
  readonly onRequestId: (id: string) => void;
}

export interface Asking {
  /** `sandbox`: the graph that developers try. */
  readonly channel?: 'sandbox';
  /** Of an app whose rights count. */
  readonly appKey?: string;
  /** What a pipeline has signed: the hub takes a whole document of it. */
  readonly workload?: string;
  /** Nobody waits longer for this answer than so, however long `--timeout` is. */
  readonly timeoutMs?: number;
}

/** A hub as this person meets it. */
export interface Hub {
  readonly origin: string;
  readonly isSignedIn: boolean;
  /** Asks again where that does no harm. Rejects with a CommandError. */
  ask<D, V>(operation: Operation<D, V>, variables: V, asking?: Asking): Promise<D>;
  /** Does something, once; with `--dry-run` rejects with what would be sent. */
  act<D, V>(operation: Operation<D, V>, variables: V, asking?: Asking): Promise<D>;
}

/** Our documents are valid in the graph that they were written for. */
const UNKNOWN_FIELD = /^GRAPHQL_(VALIDATION|PARSE)_FAILED$/;
const TRIES = 3;
/** Nobody waits longer for a hub that is busy. */
const LONGEST_WAIT_MS = 5_000;
/** A department that was too slow may be done by then: publishing composes the city the first time. */
const UNAVAILABLE_MS = 2_000;

export function createHub({ world, origin, token, timeoutMs, isDryRun, warn, onRequestId }: HubOptions): Hub {
  const headers = (bearer: string | null, asking: Asking): Record<string, string> => ({
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    'citygraph-api-version': API_VERSION,
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    ...(asking.channel && { 'citygraph-channel': asking.channel }),
    ...(asking.appKey && { 'citygraph-app-key': asking.appKey }),
    ...(asking.workload && { 'citygraph-workload': Buffer.from(asking.workload).toString('base64url') }),
  });

  /** Ctrl-C between two tries of an act: the one before may have been done. */
  const pause = async (ms: number, operation: Operation<unknown, never>): Promise<void> => {
    try {
      await world.sleep(ms, world.signal);
    } catch {
      throw failureError(origin, new ExchangeFailure('interrupted', 'interrupted'), operation);
    }
  };

  async function send<D, V>(operation: Operation<D, V>, variables: V, asking: Asking): Promise<D> {
    const one = operation as Operation<unknown, never>;
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === TRIES;
      const bearer = token && (await token());
      try {
        const answer = await exchange(world, {
          url: `${origin}/graphql`,
          method: 'POST',
          headers: headers(bearer, asking),
          body: JSON.stringify({ query: operation.document, variables, operationName: operation.name }),
          timeoutMs: Math.min(timeoutMs, asking.timeoutMs ?? timeoutMs),
        });
        const id = answer.headers.get('citygraph-request-id');
        if (id && /^[\w-]{1,80}$/.test(id)) onRequestId(id);
        const { data, errors } = readAnswer(origin, operation.document, answer);
        const fatal = errors.find(({ path }) => path.length <= 1);
        if (fatal) {
          const busy = isLast ? 0 : waitFor(fatal.code, answer, attempt, operation.isRepeatable);
          if (UNKNOWN_FIELD.test(fatal.code)) {
            throw versionSkew(origin, (await discoverHub(world, origin, timeoutMs)).apiVersions, fatal.message);
          }
          if (!busy) throw hubError(fatal, answer, { operation: one, isSignedIn: bearer !== null });
          await pause(busy, one);
          continue;
        }
        for (const { path, message } of errors)
          warn('warning.part-refused', { at: path.join('.'), said: message || ['error.no-reason'] });
        return data as D;
      } catch (error) {
        if (!(error instanceof ExchangeFailure)) throw error;
        if (isLast || error.kind !== 'broken' || !operation.isRepeatable) throw failureError(origin, error, one);
        await pause(attempt * 200, one);
      }
    }
  }

  return {
    origin,
    isSignedIn: token !== null,
    ask: (operation, variables, asking = {}) => send(operation, variables, asking),
    async act(operation, variables, asking = {}) {
      if (isDryRun) throw new DryRun({ hub: origin, operation: operation.name, variables });
      return send(operation, variables, asking);
    },
  };
}

/** Milliseconds until it is worth while to ask again; 0: never. What the hub did not begin, or what does nothing twice. */
function waitFor(code: string, { headers }: HttpAnswer, attempt: number, isRepeatable: boolean): number {
  if (code === 'DEPARTMENT_UNAVAILABLE' && isRepeatable) return UNAVAILABLE_MS;
  if (code !== 'OVERLOADED' && code !== 'RATE_LIMITED') return 0;
  const said = Number(headers.get('retry-after') ?? attempt * 0.25) * 1000;
  return said > 0 && said <= LONGEST_WAIT_MS ? said : 0;
}
