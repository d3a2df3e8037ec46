import { CityGraphError } from '@citygraph/contract';
import type { Admission, AdmissionRequest } from './admission.ts';

export interface GateOptions {
  /** Documents that are judged at once. */
  readonly atOnce?: number;
  /** Bytes of the documents that may wait for their turn. */
  readonly waitingBytes?: number;
  /** Documents of one plugin in an hour. */
  readonly perHour?: number;
  readonly now?: () => number;
}

const HOUR_MS = 3_600_000;

/**
 * Composing costs seconds, and a stranger may ask for it again and again: a few are judged at once, one of each plugin; others wait, the first come first, and nobody
 * more often than so many times an hour.
 */
export function gatedAdmission(
  admission: Admission,
  { atOnce = 2, waitingBytes = 32 * 1024 * 1024, perHour = 120, now = Date.now }: GateOptions = {},
): Admission {
  const judged = new Set<string>();
  const waiting: { readonly request: AdmissionRequest; readonly begin: () => void }[] = [];
  const asked = new Map<string, number[]>();
  let bytes = 0;

  const next = (): void => {
    for (let index = 0; index < waiting.length && judged.size < atOnce; ) {
      const entry = waiting[index];
      if (!entry || judged.has(entry.request.plugin.name)) {
        index += 1;
        continue;
      }
      waiting.splice(index, 1);
      judged.add(entry.request.plugin.name);
      entry.begin();
    }
  };

  const count = (plugin: string): void => {
    const since = now() - HOUR_MS;
    for (const [name, times] of asked) if ((times.at(-1) ?? 0) <= since) asked.delete(name);
    const times = (asked.get(plugin) ?? []).filter((at) => at > since);
    if (times.length >= perHour) {
      throw new CityGraphError(
        'RATE_LIMITED',
        `${plugin} was judged ${perHour} times within an hour; try again later.`,
      );
    }
    asked.set(plugin, [...times, now()]);
  };

  return {
    async admit(request) {
      const { name, sdl } = request.plugin;
      const size = Buffer.byteLength(sdl);
      if (bytes + size > waitingBytes) {
        throw new CityGraphError('OVERLOADED', 'Too many documents wait to be judged; publish again in a minute.');
      }
      count(name);
      bytes += size;
      try {
        await new Promise<void>((begin) => {
          waiting.push({ request, begin });
          next();
        });
        try {
          return await admission.admit(request);
        } finally {
          judged.delete(name);
        }
      } finally {
        bytes -= size;
        next();
      }
    },
  };
}
