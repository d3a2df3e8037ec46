import { createHash } from 'node:crypto';
import { type DocumentNode, parse, print, stripIgnoredCharacters } from 'graphql';

/** Tells documents that somebody registered from those that a client made up. Layout and comments do not matter. */
export type TrustedDocuments = (document: DocumentNode) => boolean;

export function trustedDocuments(texts: readonly string[] = []): TrustedDocuments {
  const digests = new Set(texts.map((text) => digestOf(parse(text))));
  return digests.size === 0 ? () => false : (document) => digests.has(digestOf(document));
}

const digestOf = (document: DocumentNode): string =>
  createHash('sha256')
    .update(stripIgnoredCharacters(print(document)))
    .digest('base64url');
