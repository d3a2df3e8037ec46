import type { AppDocument } from './read-documents.ts';

/** What the hub takes at once: so many documents, and a body well below what it reads. */
const MOST_DOCUMENTS = 100;
const MOST_BYTES = 512 * 1024;

/** Documents in their order, in as few requests as the hub takes them. */
export function batchesOf(documents: readonly AppDocument[]): readonly (readonly AppDocument[])[] {
  const batches: AppDocument[][] = [];
  let bytes = 0;
  for (const document of documents) {
    const size = Buffer.byteLength(JSON.stringify(document.text));
    const last = batches.at(-1);
    if (last && last.length < MOST_DOCUMENTS && bytes + size <= MOST_BYTES) {
      last.push(document);
      bytes += size;
    } else {
      batches.push([document]);
      bytes = size;
    }
  }
  return batches;
}
