import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { environmentOf, readConfig } from './config.ts';
import { assertFree, freePort } from './free-port.ts';

describe('the settings of the services profile', () => {
  it('have defaults, and come from flags first, then from the environment', () => {
    expect(readConfig([], {})).toMatchObject({
      port: 4000,
      explorerPort: 4001,
      database: null,
      redis: null,
      issuer: null,
    });
    expect(readConfig(['--port', '5000'], { CITYGRAPH_PORT: '6000', CITYGRAPH_EXPLORER_PORT: '7000' })).toMatchObject({
      port: 5000,
      explorerPort: 7000,
    });
  });

  it.each([
    [['--explorer-port', '0'], '--explorer-port is "0": give a whole number from 1 to 65535.'],
    [['--port', '4001'], '--port and --explorer-port are both 4001: give two different ones.'],
    [['--redis', 'http://x'], '--redis is not a usable address: give one like redis://:password@host:port.'],
    [['--database', 'postgres://a:hunter2@x'], '--database is not a usable address'],
    [['--colour'], "Unknown option '--colour'. Known are:"],
  ])('stop the start with a sentence that names them: %j', (args, message) => {
    expect(() => readConfig(args, {})).toThrow(message);
    expect(() => readConfig(args, {})).toThrow(/^(?!.*hunter2)/s);
  });

  it('are not handed on to the processes', () => {
    expect(environmentOf({ PATH: '/bin', CITYGRAPH_DATABASE: 'mysql://a:b@c', CITYGRAPH_PORT: '1' })).toEqual({
      PATH: '/bin',
    });
  });

  it('name the flag of a port that is in use', async () => {
    const port = await freePort();
    await expect(assertFree(port, '--port')).resolves.toBeUndefined();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await expect(assertFree(port, '--port')).rejects.toThrow(
      `Port ${port} is in use by another program: choose another with --port`,
    );
    other.close();
  });
});
