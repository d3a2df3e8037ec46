import { join } from 'node:path';
import { CITY_GRAPH, plainSdl } from '../graph/city-graph.ts';
import type { City, Contender } from './contender.ts';
import { type NpmPeer, npmPeer, versionIn } from './npm-peer.ts';
import { freePort, type GatewayCommand, startCommand } from './start-command.ts';

interface NpmContender {
  readonly id: string;
  readonly name: string;
  /** Folder of `bench/peers`. */
  readonly peer: string;
  /** The package whose version is shown. */
  readonly shows: string;
  command(options: { city: City; port: number; folder: string }): Omit<GatewayCommand, 'url' | 'cwd'>;
}

const serve = (input: object): Pick<GatewayCommand, 'command' | 'args'> => ({
  command: process.execPath,
  args: ['--no-warnings', 'serve.mjs', JSON.stringify(input)],
});

const services = ({ urls }: City, withLink: boolean) =>
  CITY_GRAPH.map(({ name }) => ({ name, url: urls[name], sdl: plainSdl(name, { withLink }) }));

const hiveGateway = (id: string, name: string, env: Readonly<Record<string, string>>): NpmContender => ({
  id,
  name,
  peer: 'hive-gateway',
  shows: '@graphql-hive/gateway',
  command: ({ city, port, folder }) => ({
    command: process.execPath,
    args: [
      join(folder, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      city.plainSupergraphFile,
      ...['--port', String(port), '--host', '127.0.0.1', '--config-path', 'gateway.config.mjs'],
    ],
    env,
  }),
});

const NPM_CONTENDERS: readonly NpmContender[] = [
  {
    id: 'apollo',
    name: 'Apollo Gateway + Server',
    peer: 'apollo',
    shows: '@apollo/gateway',
    command: ({ city, port }) => serve({ supergraphFile: city.plainSupergraphFile, port }),
  },
  {
    id: 'mercurius',
    name: 'Mercurius',
    peer: 'mercurius',
    shows: '@mercuriusjs/gateway',
    command: ({ city, port }) => serve({ services: services(city, false), port }),
  },
  hiveGateway('hive-gateway', 'Hive Gateway', {}),
  hiveGateway('hive-gateway-native', 'Hive Gateway + router-runtime', { NATIVE: '1' }),
  {
    id: 'grafbase',
    name: 'Grafbase (Rust)',
    peer: 'grafbase',
    shows: '@grafbase/cli-x86_64-unknown-linux-musl',
    command: ({ city, port }) => serve({ services: services(city, true), port }),
  },
];

/** Gateways that npm installs. */
export async function npmContenders(): Promise<Contender[]> {
  return Promise.all(
    NPM_CONTENDERS.map(async ({ id, name, peer, shows, command }): Promise<Contender> => {
      const installed: NpmPeer = await npmPeer(peer);
      return {
        id,
        name,
        version: await versionIn(peer, shows),
        prepare: installed.install,
        async start(city) {
          const port = await freePort();
          return startCommand({
            ...command({ city, port, folder: installed.folder }),
            cwd: installed.folder,
            url: `http://127.0.0.1:${port}/graphql`,
          });
        },
      };
    }),
  );
}
