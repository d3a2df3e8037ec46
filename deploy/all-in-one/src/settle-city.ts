import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { z } from 'zod';
import type { HubConfig } from './config.ts';
import { usableFolder } from './data-folder.ts';

const DEFAULT = { seed: 2016, scale: 0.001 };
const CityFile = z.strictObject({ seed: z.number(), scale: z.number() });

export interface SettledConfig extends HubConfig {
  readonly seed: number;
  readonly scale: number;
}

type Wanted = Pick<HubConfig, 'dataDir' | 'seed' | 'scale'>;

/** The city that the data folder holds, or the one that was asked for, which it holds from now on. Two that differ stop the start. */
export function settleCity<C extends Wanted>(config: C): C & { readonly seed: number; readonly scale: number } {
  usableFolder(config.dataDir);
  const file = join(config.dataDir, 'city.json');
  const held = read(file);
  const wanted = {
    seed: config.seed ?? held?.seed ?? DEFAULT.seed,
    scale: config.scale ?? held?.scale ?? DEFAULT.scale,
  };
  if (held && (held.seed !== wanted.seed || held.scale !== wanted.scale)) {
    throw new StartError(
      `${config.dataDir} holds the city of --seed ${held.seed} --scale ${held.scale}, not of --seed ${wanted.seed} --scale ${wanted.scale}: leave the flags out, or give another folder with --data.`,
    );
  }
  if (!held) {
    writeFileSync(file, `${JSON.stringify(wanted)}\n`);
  }
  return { ...config, ...wanted };
}

function read(file: string): z.infer<typeof CityFile> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  try {
    return CityFile.parse(JSON.parse(text));
  } catch {
    throw new StartError(`${file} is not what the hub wrote: remove it, or restore it as {"seed":2016,"scale":0.001}.`);
  }
}
