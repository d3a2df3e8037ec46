import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { writeOnce } from './secrets.ts';

/** What a running hub leaves in its data folder for the other scripts. */
export interface HubFile {
  readonly origin: string;
  readonly issuer: string;
}

const FILE = 'hub.json';

export const writeHubFile = (dataDir: string, facts: HubFile): Promise<void> =>
  writeOnce(join(dataDir, FILE), JSON.stringify(facts, null, 2));

export async function readHubFile(dataDir: string): Promise<HubFile> {
  try {
    return JSON.parse(await readFile(join(dataDir, FILE), 'utf8')) as HubFile;
  } catch {
    throw new StartError(
      `No hub was started with its data in ${dataDir}: run \`npm start\` first, or say --data <folder>.`,
    );
  }
}
