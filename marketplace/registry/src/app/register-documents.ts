import { createHash } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { findRows, insertRows, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { type DocumentNode, Kind, parse } from 'graphql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { isOfGrantee } from '../data-grant/data-grant.rules.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { wordsOf } from '../words-of.ts';
import { App, AppDocument } from './app.entity.ts';

/** What the endpoint takes as one document. */
const LARGEST_BYTES = 100 * 1024;
/** Documents of one app; more is a sign that values are written into them. */
export const MOST_DOCUMENTS = 500;
export const MOST_TOKENS = 2_000;

/** Documents as one request has them. */
export const documentsInput = z
  .array(
    z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= LARGEST_BYTES, 'a document has at most 100 KiB'),
  )
  .min(1)
  .max(100);

const Registration = z.strictObject({ app: z.string().min(1).max(80), documents: documentsInput });

/** Whether somebody speaks for an app: works for or represents who runs it; the city's own are its administrators'. */
export const isOfApp = (viewer: Viewer, { organisationUscc }: Pick<App, 'organisationUscc'>): boolean =>
  isAdministrator(viewer) || (organisationUscc !== null && isOfGrantee(viewer, organisationUscc));

/**
 * Says which documents an app sends: these may touch S4 where ad-hoc ones may not. A gateway knows them again by SHA-256 of their exact text. Registered again, one
 * stays as it is. Answers the digests in hex, in the order of the documents.
 */
export async function registerDocuments(
  em: EntityManager,
  viewer: Viewer,
  registration: z.input<typeof Registration>,
  now: Date,
): Promise<string[]> {
  const { app: clientId, documents } = validate(Registration, registration);
  for (const [index, text] of documents.entries()) assertOperations(text, index);
  const texts = new Map(documents.map((document) => [digestOf(document), document]));
  await transact(em, async (inner) => {
    // Holds the app until the end, before anything is read: of two registrations at once, the second sees the first's.
    await inner.nativeUpdate(App, { clientId }, { name: raw('name') as never });
    const app = await inner.findOne(App, { clientId }, { disableIdentityMap: true });
    if (!app || !isOfApp(viewer, app)) {
      throw wrong(
        viewer.principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
        'app',
        `there is no app ${clientId}, or you neither work for nor represent who runs it.`,
      );
    }
    const known = new Set((await findRows(inner, AppDocument, { clientId })).map(({ digest }) => digest));
    const fresh = [...texts].filter(([digest]) => !known.has(digest));
    if (known.size + fresh.length > MOST_DOCUMENTS) {
      throw wrong(
        'BAD_USER_INPUT',
        'documents',
        `${clientId} would have more than ${MOST_DOCUMENTS}; put values into variables.`,
      );
    }
    if (fresh.length === 0) return;
    await insertRows(
      inner,
      AppDocument,
      fresh.map(([digest, document]) => ({
        clientId,
        digest,
        document,
        registeredAt: now,
        registeredBy: viewer.principal.subject ?? '',
      })),
    );
    const after = { digests: fresh.map(([digest]) => digest).sort() };
    await audit(inner, viewer, { act: 'registerDocuments', target: clientId, before: null, after }, now);
    await touchPolicy(inner, now);
  });
  return documents.map(digestOf);
}

const digestOf = (document: string): string => createHash('sha256').update(document).digest('hex');

/** @throws BAD_USER_INPUT when it is not a document that could be asked. */
function assertOperations(text: string, index: number): void {
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true, maxTokens: MOST_TOKENS });
  } catch (error) {
    throw wrong('BAD_USER_INPUT', 'documents', `number ${index + 1}: ${wordsOf(error)}`);
  }
  const isAsked = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const isOther = document.definitions.some(
    ({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION,
  );
  if (!isAsked || isOther) {
    throw wrong('BAD_USER_INPUT', 'documents', `number ${index + 1} holds ${isOther ? 'a schema' : 'no operation'}.`);
  }
}

function wrong(
  code: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT',
  argument: string,
  message: string,
): CityGraphError {
  return new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
}
