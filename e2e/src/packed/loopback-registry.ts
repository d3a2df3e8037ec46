import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PackedPackage } from './pack-packages.ts';

/** An npm registry on this machine. */
export interface LoopbackRegistry {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Names that were asked for and are not ours. */
  readonly passedOn: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Gives out packed packages as if they were published, and sends npm elsewhere for every other name. */
export async function openLoopbackRegistry(
  packages: readonly PackedPackage[],
  /** Where every other name is asked for. */
  elsewhere: string,
): Promise<LoopbackRegistry> {
  const byName = new Map(packages.map((one) => [one.name, one]));
  const tarballs = new Map(packages.map((one) => [`/-/ours/${fileOf(one)}`, one.tarball]));
  const passedOn = new Set<string>();
  let url = '';
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const tarball = tarballs.get(path);
    if (tarball) return void res.writeHead(200, { 'content-type': 'application/octet-stream' }).end(tarball);
    const name = decodeURIComponent(path.slice(1));
    const ours = byName.get(name);
    if (ours)
      return void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument(ours, url)));
    passedOn.add(name);
    res.writeHead(307, { location: new URL(`.${req.url ?? '/'}`, elsewhere).href }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    passedOn,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const fileOf = ({ name, version }: PackedPackage): string =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

function packument(one: PackedPackage, url: string): object {
  const { name, version, manifest, integrity, shasum } = one;
  const dist = { tarball: `${url}-/ours/${fileOf(one)}`, integrity, shasum };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
