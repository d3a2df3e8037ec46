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
   * everything else that the answer may depend on. The request is called off when all who wait for it are gone. What failed by the doing of whoever sent it is sent once more.
   */
  join(
    subgraph: string,
    key: string,
    waiter: Waiter,
    send: (callOff: CallOff) => Promise<SubgraphReply>,
  ): Promise<SubgraphReply>;
}

interface Flight {
  readonly reply: Promise<SubgraphReply>;
  readonly callOff: CallOff;
  readonly ms: number;
  readonly until: number;
  readonly bytes: number;
  waiting: number;
  isShared: boolean;
}

/** Equal requests of one principal that are under way at the same time are sent once; nothing is kept beyond that. */
export function createSharedFlights(onJoin: (subgraph: string) => void = () => {}): SharedFlights {
  const flights = new Map<string, Flight>();

  const start = (key: string, { ms, bytes }: Waiter, send: (callOff: CallOff) => Promise<SubgraphReply>): Flight => {
    const callOff = new CallOff();
    const landed = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const reply = send(callOff).then((answer) => {
      landed();
      return answer;
    });
    reply.catch(landed);
    const until = performance.now() + ms;
    const flight: Flight = { reply, callOff, ms, until, bytes, waiting: 0, isShared: false };
    flights.set(key, flight);
    return flight;
  };

  const isEnough = (flight: Flight, { ms, bytes }: Waiter): boolean =>
    flight.bytes >= bytes && (flight.ms >= ms || flight.until >= performance.now() + ms);

  const join: SharedFlights['join'] = async (subgraph, key, waiter, send) => {
    const known = flights.get(key);
    // One that everybody left is on its way out.
    const flight = known && !known.callOff.isOff && isEnough(known, waiter) ? known : start(key, waiter, send);
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
    const isOthersFailure = flight === known && reply.data === null && reply.isExcused === true && !reply.isQueued;
    if (isOthersFailure && waiter.gone?.isOff !== true) return send(waiter.gone ?? new CallOff());
    return flight.isShared ? { ...reply, isShared: true } : reply;
  };
  return { join };
}
