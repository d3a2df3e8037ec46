import { readFile } from 'node:fs/promises';
import { API_VERSION } from './output/envelope.ts';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

const manifest = async (): Promise<Manifest> =>
  JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));

export const commandVersion = async (): Promise<string> => (await manifest()).version;

/** The oldest Node that this command runs on: `22.19`. */
export const oldestNode = async (): Promise<string> => (await manifest()).engines.node.replace(/^>=/, '');

export async function versionLine(node: string) {
  const version = await commandVersion();
  return {
    text: `citygraph ${version} (${API_VERSION}, Node ${node})`,
    data: { version, apiVersion: API_VERSION, node },
  };
}
