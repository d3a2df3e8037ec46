import type { SubgraphReply } from '../execution/engine.ts';
import { CallOff } from './call-off.ts';

/** Whoever waits for an answer, and what they can take. */
export interface Waiter {
  /** Called off when they went away; null: they stay. */
  readonly gone: CallOff | null;
  /** How long a request of their own could take; ms. */
  readonly ms: number;
  /** How long its answer could be. */
  readonly bytes: number;
}

export interface SharedFlights {
  /**
   * Sends a request, or waits for the same one that is under way, if that was given as much time and as many bytes: others' operations may be near their end. `key` must hold
   * everything else that the answer may depend on. The request is called off when all who wait for it are gone. One that failed because whoever sent it had no time is sent
   * again, for all together who have some left; everything else that fails fails for all.
   * @param send told until when the answer must be there, as `performance.now()` counts, when it is sent again; `Infinity`: there is all the time that it takes
   */
  join(subgraph: string, key: string, waiter: Waiter, send: Send): Promise<SubgraphReply>;
}

type Send = (callOff: CallOff, until: number) => Promise<SubgraphReply>;

interface Flight {
  readonly reply: Promise<SubgraphReply>;
  readonly callOff: CallOff;
  readonly ms: number;
  readonly until: number;
  readonly bytes: number;
  waiting: number;
  isShared: boolean;
}

/** Operations that begin later have a hair more time: with nearly as much one is content. */
const NEARLY = 0.95;
/** With less time left a request is not worth sending; ms. */
const WORTHWHILE_MS = 50;

/** Equal requests of one principal that are under way at the same time are sent once; nothing is kept beyond that. */
export function createSharedFlights(
  onJoin: (subgraph: string) => void = () => {},
  now: () => number = () => performance.now(),
): SharedFlights {
  const flights = new Map<string, Flight>();

  const start = (key: string, { ms, bytes }: Waiter, send: Send, limit: number): Flight => {
    const callOff = new CallOff();
    const landed = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const until = now() + ms;
    const reply = send(callOff, limit).then((answer) => {
      landed();
      return answer;
    });
    reply.catch(landed);
    const flight: Flight = { reply, callOff, ms, until, bytes, waiting: 0, isShared: false };
    flights.set(key, flight);
    return flight;
  };

  const isEnough = (flight: Flight, { ms, bytes }: Waiter): boolean =>
    flight.bytes >= bytes && (flight.ms >= ms * NEARLY || flight.until >= now() + ms * NEARLY);

  const join = async (
    subgraph: string,
    key: string,
    waiter: Waiter,
    send: Send,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<SubgraphReply> => {
    const until = now() + waiter.ms;
    const known = flights.get(key);
    // One that everybody left is on its way out.
    const flight = known && !known.callOff.isOff && isEnough(known, waiter) ? known : start(key, waiter, send, limit);
    if (flight === known) {
      flight.isShared = true;
      onJoin(subgraph);
    }
    flight.waiting += 1;
    const unlisten = waiter.gone?.whenOff(() => {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.callOff.off();
    });
    const reply = await flight.reply;
    unlisten?.();
    const left = until - now();
    const isOthersLack = flight === known && reply.isSendersLack === true && waiter.gone?.isOff !== true;
    if (isOthersLack && left >= WORTHWHILE_MS) return join(subgraph, key, { ...waiter, ms: left }, send, until);
    return flight.isShared ? { ...reply, isShared: true } : reply;
  };
  return { join: (subgraph, key, waiter, send) => join(subgraph, key, waiter, send) };
}
