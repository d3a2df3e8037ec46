import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

describe('the settings of the hub', () => {
  it('have defaults', () => {
    expect(readConfig([], {})).toMatchObject({
      port: 4000,
      scale: null,
      database: null,
      issuer: null,
      adHocSensitive: true,
      engine: 'compiled',
    });
    expect(readConfig([], { CITYGRAPH_AD_HOC_SENSITIVE: 'off' })).toMatchObject({ adHocSensitive: false });
  });

  it('come from flags first, then from the environment', () => {
    expect(readConfig(['--port', '5000'], { CITYGRAPH_PORT: '6000', CITYGRAPH_SEED: '7' })).toMatchObject({
      port: 5000,
      seed: 7,
    });
  });

  it('let the vendors of the demo city run, unless somebody says no', () => {
    expect(readConfig([], {})).toMatchObject({ vendors: true });
    expect(readConfig(['--no-vendors'], {})).toMatchObject({ vendors: false });
    expect(readConfig([], { CITYGRAPH_VENDORS: 'off' })).toMatchObject({ vendors: false });
    expect(() => readConfig([], { CITYGRAPH_VENDORS: 'none' })).toThrow('CITYGRAPH_VENDORS is "none": give on or off.');
  });

  it('name the addresses of plugins on this machine', () => {
    expect(readConfig([], {})).toMatchObject({ plugins: [] });
    expect(readConfig(['--plugins', 'localhost:4101, [::1]:4102'], {})).toMatchObject({
      plugins: ['localhost:4101', '[::1]:4102'],
    });
  });

  it('say how long steps of rollouts wait', () => {
    expect(readConfig([], {})).toMatchObject({ rollouts: { calls: 100, minutes: 10 } });
    const hurried = { CITYGRAPH_ROLLOUT_MINUTES: '0' };
    expect(readConfig(['--rollout-calls', '12'], hurried)).toMatchObject({ rollouts: { calls: 12, minutes: 0 } });
  });

  it.each([
    [['--port', '70000'], {}, '--port is "70000": give a whole number from 1 to 65535.'],
    [[], { CITYGRAPH_PORT: 'http' }, 'CITYGRAPH_PORT is "http": give a whole number from 1 to 65535.'],
    [['--scale', '2'], {}, '--scale is "2": give a number from 0.0002 to 0.05.'],
    [['--scale', ''], {}, '--scale is "": give a number from 0.0002 to 0.05.'],
    [['--database', 'postgres://x'], {}, '--database is not a usable address'],
    [['--issuer', 'keycloak'], {}, '--issuer is not a usable address'],
    [['--ad-hoc-sensitive', 'maybe'], {}, '--ad-hoc-sensitive is "maybe": give on or off.'],
    [['--plugins', 'localhost:4101,10.0.0.1:80'], {}, '--plugins names "10.0.0.1:80": give addresses of this machine'],
    [['--plugins', 'localhost'], {}, '--plugins names "localhost"'],
    [['--rollout-minutes', 'ten'], {}, '--rollout-minutes is "ten": give a whole number from 0 to 1440.'],
    [['--colour'], {}, "Unknown option '--colour'. Known are:"],
  ])('stop the start with a sentence that names them: %j %j', (args, env, message) => {
    expect(() => readConfig(args, env)).toThrow(message);
  });

  it('never repeats a database address, which may hold a password', () => {
    expect(() => readConfig(['--database', 'postgres://admin:hunter2@db'], {})).toThrow(/^(?!.*hunter2)/);
  });
});
