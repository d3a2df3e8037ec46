import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { wrong } from '../wrong.ts';
import { Manifest } from './manifest.ts';

const LARGEST_BYTES = 64 * 1024;

export interface ReadManifest {
  readonly manifest: Manifest;
  /** As the vendor wrote it: what the digest is of. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** @throws BAD_USER_INPUT naming the first place that is wrong, and for a key that nobody knows the one that was meant. */
export function readManifest(text: string): ReadManifest {
  if (Buffer.byteLength(text) > LARGEST_BYTES) throw at([], `it has more than ${LARGEST_BYTES / 1024} KiB`);
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    throw at([], `it is not JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'})`);
  }
  const { success, data, error } = Manifest.safeParse(written);
  if (success) return { manifest: data, written: written as Record<string, unknown> };
  // A missing key is most often one that was misspelt.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = nearest(key, keysAt(issue.path));
    const shown = key.slice(0, 60);
    throw at(issue.path, `nobody knows ${JSON.stringify(shown)}${meant === null ? '' : `; did you mean ${meant}?`}`);
  }
  throw at(issue?.path ?? [], issue?.message ?? 'it does not fit');
}

const at = (path: readonly PropertyKey[], message: string) => {
  const end = /[.?]$/.test(message) ? '' : '.';
  const place = path.length === 0 ? '' : `${path.map((step) => String(step).slice(0, 80)).join('.')}: `;
  return wrong('BAD_USER_INPUT', 'manifest', `${place}${message}${end}`);
};

/** Keys that the manifest may have at a place. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = Manifest;
  for (const step of path) {
    schema = bare(schema);
    if (schema instanceof z.ZodObject) schema = schema.shape[String(step)];
    else if (schema instanceof z.ZodArray) schema = schema.element;
  }
  schema = bare(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function bare(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap();
  return inner;
}
