import { readFile } from 'node:fs/promises';
import { API_VERSION } from './output/envelope.ts';

export async function commandVersion(): Promise<string> {
  const manifest: { version: string } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.version;
}

export async function versionLine(node: string) {
  const version = await commandVersion();
  return {
    text: `citygraph ${version} (${API_VERSION}, Node ${node})`,
    data: { version, apiVersion: API_VERSION, node },
  };
}
