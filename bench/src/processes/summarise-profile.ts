import { basename } from 'node:path';

/** As V8 writes it (`--cpu-prof`), as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Ids of nodes, one a sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface Share {
  readonly what: string;
  /** Of the time that was not idle. */
  readonly percent: number;
}

export interface ProfileSummary {
  /** By package, or by room of the house. */
  readonly places: readonly Share[];
  readonly functions: readonly Share[];
}

/** Where the time went that a profile saw: own time, most first. */
export function summariseProfile({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const places = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const time = timeDeltas[index] ?? 0;
    if (!frame || frame.functionName === '(idle)') continue;
    busy += time;
    const place = placeOf(frame.url, frame.functionName);
    const line = `${basename(frame.url)}:${frame.lineNumber + 1}`;
    const name = frame.url === '' ? frame.functionName : `${frame.functionName || '(anonymous)'} · ${place} · ${line}`;
    places.set(place, (places.get(place) ?? 0) + time);
    functions.set(name, (functions.get(name) ?? 0) + time);
  }
  return { places: shares(places, busy), functions: shares(functions, busy) };
}

/** `@apollo/gateway`, `gateway/dist/transport`, `node:net`, `(garbage collector)`, `native`. */
export function placeOf(url: string, functionName: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (installed) return installed;
  return /([^/]+\/(?:dist|src)(?:\/[^/]+)*)\/[^/]+$/.exec(url)?.[1] ?? url;
}

function shares(times: ReadonlyMap<string, number>, busy: number): Share[] {
  return [...times]
    .map(([what, time]) => ({ what, percent: (time / busy) * 100 }))
    .toSorted((one, other) => other.percent - one.percent);
}
