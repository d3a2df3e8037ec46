import { describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../execution/engine.ts';
import { CallOff } from './call-off.ts';
import { createSharedFlights } from './shared-flights.ts';

const REPLY: SubgraphReply = { data: { a: 1 }, errors: [], bytes: 7, isShared: false };

function flying() {
  const landings: ((reply: SubgraphReply) => void)[] = [];
  const calledOff: CallOff[] = [];
  const joined: string[] = [];
  const flights = createSharedFlights((subgraph) => joined.push(subgraph));
  const join = (key: string, gone: CallOff | null = null) =>
    flights.join('s', key, gone, (callOff) => {
      calledOff.push(callOff);
      return new Promise((resolve) => landings.push(resolve));
    });
  return { join, landings, calledOff, joined };
}

describe('requests under way', () => {
  it('are sent once, and all who wait know that they share the answer', async () => {
    const { join, landings, joined } = flying();
    const answers = [join('k'), join('k'), join('k')];
    landings[0]?.(REPLY);
    expect(landings).toHaveLength(1);
    expect(joined).toEqual(['s', 's']);
    for (const answer of answers) expect(await answer).toEqual({ ...REPLY, isShared: true });
  });

  it('are not shared with what asks otherwise, nor with what comes after the answer', async () => {
    const { join, landings } = flying();
    const [one] = [join('k'), join('other')];
    landings[0]?.(REPLY);
    expect(await one).toEqual(REPLY);
    void join('k');
    expect(landings).toHaveLength(3);
  });

  it('go on while anybody waits, and are called off when all are gone', async () => {
    const { join, landings, calledOff } = flying();
    const [ada, bo] = [new CallOff(), new CallOff()];
    void join('k', ada);
    void join('k', bo);
    ada.off();
    expect(calledOff[0]?.isOff).toBe(false);
    bo.off();
    expect(calledOff[0]?.isOff).toBe(true);
    void join('k');
    expect(landings).toHaveLength(2);
  });
});
