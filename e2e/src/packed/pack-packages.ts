import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HOUSE } from '../hub-client.ts';

/** Where the packages live that outsiders install, in the order in which they lean on each other. */
export const OUTSIDE = [
  'plugin-sdk/contract',
  'plugin-sdk/sdk',
  'plugin-sdk/composition',
  'plugin-sdk/admission',
  'identity',
  'gateway',
  'plugin-sdk/testing',
  'plugin-sdk/create',
  'plugin-sdk/cli',
] as const;

export interface PackedPackage {
  readonly name: string;
  readonly version: string;
  /** Its package.json. */
  readonly manifest: PackageManifest;
  /** Files of the tarball, from its root. */
  readonly files: readonly string[];
  readonly tarball: Uint8Array;
  /** As npm writes them into lock files. */
  readonly integrity: string;
  readonly shasum: string;
}

export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface NpmPacked {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly integrity: string;
  readonly shasum: string;
  readonly files: readonly { readonly path: string }[];
}

/** Where `npm run test:e2e` has packed everything once; a file that is run alone packs for itself. */
const PACKED = process.env.CITYGRAPH_E2E_PACKED;
/** What npm told of the tarballs beside it. */
const TOLD = 'packed.json';

/** Tarballs of what is built. */
export async function packedPackages(): Promise<readonly PackedPackage[]> {
  if (PACKED !== undefined) return readPacked(PACKED);
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-packed-'));
  try {
    await packPackages(folder);
    return await readPacked(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Makes the tarballs with npm itself, into `folder`. */
export async function packPackages(folder: string): Promise<void> {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...OUTSIDE.flatMap((path) => ['-w', path])],
    { cwd: HOUSE, maxBuffer: 64 * 1024 * 1024 },
  );
  await writeFile(join(folder, TOLD), stdout);
}

async function readPacked(folder: string): Promise<readonly PackedPackage[]> {
  const told = await readFile(join(folder, TOLD), 'utf8');
  const packed = Object.values(JSON.parse(told) as Record<string, NpmPacked>);
  return Promise.all(
    OUTSIDE.map(async (path) => {
      const manifest = JSON.parse(await readFile(join(HOUSE, path, 'package.json'), 'utf8')) as PackageManifest;
      const found = packed.find(({ name }) => name === manifest.name);
      if (!found) throw new Error(`npm pack made nothing of ${path}: ${told.slice(0, 500)}`);
      const { name, version, filename, integrity, shasum, files } = found;
      const tarball = await readFile(join(folder, filename));
      return { name, version, manifest, integrity, shasum, tarball, files: files.map((file) => file.path) };
    }),
  );
}
