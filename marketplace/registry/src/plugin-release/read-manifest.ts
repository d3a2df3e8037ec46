import { CityGraphError, type PluginManifest, readManifest as readContract } from '@citygraph/contract';
import { wrong } from '../wrong.ts';

const LARGEST_BYTES = 64 * 1024;

export interface ReadManifest {
  readonly manifest: PluginManifest;
  /** As the vendor wrote it: what the digest is of. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** `citygraph.yaml` as JSON. @throws BAD_USER_INPUT with every place that is wrong, and for a key that nobody knows the one that was meant. */
export function readManifest(text: string): ReadManifest {
  if (Buffer.byteLength(text) > LARGEST_BYTES) {
    throw wrong('BAD_USER_INPUT', 'manifest', `it has more than ${LARGEST_BYTES / 1024} KiB.`);
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : 'unreadable';
    throw wrong('BAD_USER_INPUT', 'manifest', `it is not JSON (${why}).`);
  }
  try {
    return { manifest: readContract(written), written: written as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof CityGraphError)) throw error;
    throw wrong('BAD_USER_INPUT', 'manifest', error.message.slice(0, 2_000));
  }
}
