import type { SubgraphReply } from '../execution/engine.ts';
import { CallOff } from './call-off.ts';

export interface SharedFlights {
  /**
   * Sends a request, or waits for the same one that is under way. `key` must hold everything that the answer may depend on. The request
   * is called off when all who wait for it are gone.
   */
  join(
    subgraph: string,
    key: string,
    gone: CallOff | null,
    send: (callOff: CallOff) => Promise<SubgraphReply>,
  ): Promise<SubgraphReply>;
}

interface Flight {
  readonly reply: Promise<SubgraphReply>;
  readonly callOff: CallOff;
  waiting: number;
  isShared: boolean;
}

/** Equal requests of one principal that are under way at the same time are sent once; nothing is kept beyond that. */
export function createSharedFlights(onJoin: (subgraph: string) => void = () => {}): SharedFlights {
  const flights = new Map<string, Flight>();

  const start = (key: string, send: (callOff: CallOff) => Promise<SubgraphReply>): Flight => {
    const callOff = new CallOff();
    const landed = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const reply = send(callOff).then((answer) => {
      landed();
      return answer;
    });
    reply.catch(landed);
    const flight: Flight = { reply, callOff, waiting: 0, isShared: false };
    flights.set(key, flight);
    return flight;
  };

  return {
    async join(subgraph, key, gone, send) {
      const known = flights.get(key);
      // One that everybody left is on its way out.
      const flight = known && !known.callOff.isOff ? known : start(key, send);
      if (flight === known) {
        flight.isShared = true;
        onJoin(subgraph);
      }
      flight.waiting += 1;
      const unlisten = gone?.whenOff(() => {
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.callOff.off();
      });
      const reply = await flight.reply;
      unlisten?.();
      return flight.isShared ? { ...reply, isShared: true } : reply;
    },
  };
}
