import { createHash } from 'node:crypto';
import type { CitySchema } from '@citygraph/admission/city';

export type { CitySubgraph } from '@citygraph/admission/city';

/** A snapshot of what a vendor's subgraph is to join. */
export type City = Omit<CitySchema, 'supergraphSdl'>;

/** Names become names of files, whoever says them. */
export const SUBGRAPH_NAME = /^[a-z][a-z0-9-]{0,62}$/;

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (one.name < other.name ? -1 : 1));
