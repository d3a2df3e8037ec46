import { describe, expect, it } from '@jest/globals';
import { ANY_MOMENT, clientRequest, HEAVY } from './questions.ts';

describe('clientRequest', () => {
  it('asks about another moment each time where nothing is to be shared', () => {
    const bodies = [0, 1, 999, 10_000_000].map((n) => clientRequest(HEAVY, 'unshared', n).body);
    expect(new Set(bodies).size).toBe(4);
  });

  it('asks about moments that the recorded departments take for the same', () => {
    const bodies = [0, 7, 30_000_000_000].map((n) => clientRequest(HEAVY, 'unshared', n).body.replace(ANY_MOMENT, ''));
    expect(new Set(bodies).size).toBe(1);
  });

  it('repeats one request of one principal where everything is to be shared', () => {
    expect(clientRequest(HEAVY, 'shared', 1)).toEqual(clientRequest(HEAVY, 'shared', 2));
  });

  it('lets other principals ask the same', () => {
    const [one, other] = [clientRequest(HEAVY, 'principals', 1), clientRequest(HEAVY, 'principals', 2)];
    expect(one.body).toBe(other.body);
    expect(one.token).not.toBe(other.token);
  });
});
