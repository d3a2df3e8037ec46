import { CommandError } from '../command-error.ts';
import { expected } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { CHECK_DOCUMENTS, type DocumentFinding } from '../operations/app.ts';
import type { Line } from '../output/line.ts';
import { batchesOf } from './batches-of.ts';
import type { DocumentFault } from './faults-in.ts';
import type { AppDocument } from './read-documents.ts';

/** What makes a document one that is answered today and will not be. */
export interface NextFault extends DocumentFault, Pick<DocumentFinding, 'channel' | 'operation' | 'field' | 'since'> {}

export interface JudgedNext {
  /** null: the hub did not judge them. */
  readonly next: readonly NextFault[] | null;
  /** Why not. */
  readonly unjudged: CommandError | null;
}

const NOT_FOR_YOU = /^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND)$/;

/** Has the hub judge documents by what may come next; who may not ask is told what to say instead. */
export async function faultsNext(hub: Hub, app: string | null, documents: readonly AppDocument[]): Promise<JudgedNext> {
  const next: NextFault[] = [];
  try {
    for (const batch of batchesOf(documents)) {
      const asked = await hub.ask(CHECK_DOCUMENTS, { app, documents: batch.map(({ text }) => text) });
      const { findings } = expected(asked.checkDocuments);
      for (const { document, ...finding } of findings) {
        if (finding.channel !== 'STABLE') next.push({ file: batch[document - 1]?.file ?? '', ...finding });
      }
    }
    return { next, unjudged: null };
  } catch (error) {
    if (!(error instanceof CommandError) || !NOT_FOR_YOU.test(error.code)) throw error;
    const { details } = error;
    const suggestions = [...(details.suggestions ?? []), ['hint.stable-only'] as const];
    return { next: null, unjudged: Object.assign(error, { details: { ...details, suggestions } }) };
  }
}

/** With the releases that may be why, and where they are: `ROLLOUT`: some of the clients have it already. */
export const nextLines = (faults: readonly NextFault[]): Line[] =>
  faults.map(({ file, line, column, message, since, channel }) => {
    const releases = since.map(({ subgraph, version }) => (version === null ? subgraph : `${subgraph}@${version}`));
    return { tone: 'bad', text: `${file}:${line}:${column}  ${message}  (${[channel, ...releases].join(' ')})` };
  });
