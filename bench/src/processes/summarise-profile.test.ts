import { describe, expect, it } from '@jest/globals';
import { placeOf, summariseProfile } from './summarise-profile.ts';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url, lineNumber: 9 } });

describe('summariseProfile', () => {
  it('shares out the time that was not idle', () => {
    const { places, functions } = summariseProfile({
      nodes: [
        node(1, '(idle)'),
        node(2, 'plan', 'file:///x/node_modules/@apollo/gateway/dist/a.js'),
        node(3, 'write', 'node:net'),
      ],
      samples: [1, 2, 3, 2],
      timeDeltas: [1000, 30, 25, 45],
    });
    expect(places).toEqual([
      { what: '@apollo/gateway', percent: 75 },
      { what: 'node:net', percent: 25 },
    ]);
    expect(functions[0]).toEqual({ what: 'plan · @apollo/gateway · a.js:10', percent: 75 });
  });
});

describe('placeOf', () => {
  it.each([
    ['file:///x/node_modules/undici/lib/core/request.js', 'undici'],
    ['file:///x/node_modules/a/node_modules/@b/c/index.js', '@b/c'],
    ['file:///x/gateway/dist/transport/http-client.js', 'gateway/dist/transport'],
    ['file:///x/bench/src/gateway/serve-citygraph.ts', 'bench/src/gateway'],
    ['node:internal/streams/readable', 'node:internal/streams'],
  ])('%s is at %s', (url, place) => {
    expect(placeOf(url, 'f')).toBe(place);
  });

  it('keeps what V8 does itself apart', () => {
    expect([placeOf('', '(garbage collector)'), placeOf('', 'parse')]).toEqual(['(garbage collector)', 'native']);
  });
});
