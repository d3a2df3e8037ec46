import { setImmediate } from 'node:timers/promises';
import { CityGraphError, mayUseSandbox, type Viewer } from '@citygraph/contract';
import { findRows, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import { App } from '../app/app.entity.ts';
import { documentsInput, isOfApp, MOST_TOKENS } from '../app/register-documents.ts';
import { graphsToCome } from './graphs-to-come.ts';
import { type DocumentFault, judgeDocument, readDocument } from './judge-document.ts';
import { type ChangedRelease, changedReleases, sinceReleases } from './since-release.ts';

export interface DocumentFinding extends DocumentFault {
  /** Its place in the list, from 1. */
  readonly document: number;
  /** `STABLE`: it is so today. */
  readonly channel: 'STABLE' | 'SANDBOX' | 'ROLLOUT';
  /** Releases that are in that graph and not in today's; empty: it is so today. */
  readonly since: readonly ChangedRelease[];
}

export interface DocumentsVerdict {
  /** Of the graph set that they were judged by. */
  readonly sequence: number;
  /** How many graphs may come next; 0: everybody has what there is. */
  readonly next: number;
  readonly findings: readonly DocumentFinding[];
}

const Question = z.strictObject({ app: z.string().min(1).max(80).nullable(), documents: documentsInput });

/** Judging may take so long, in all; comparing selections with each other is quadratic. */
const LONGEST_MS = 5_000;

/**
 * Judges what an app asks by the graph that everybody has and by those that may come: of a fault that is there today, nothing is said again. For who speaks for the app, and
 * for who may ask the sandbox. Nothing is kept. @throws UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT, or NOT_FOUND when there is no graph yet.
 */
export async function checkDocuments(
  em: EntityManager,
  viewer: Viewer,
  question: z.input<typeof Question>,
  now: () => number = Date.now,
): Promise<DocumentsVerdict> {
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  const { app, documents } = validate(Question, question);
  await assertMayCheck(em, viewer, app);
  const graphs = await graphsToCome(em);
  if (!graphs) throw new CityGraphError('NOT_FOUND', 'There is no graph yet: nobody could be answered.');
  const { stable, sequence } = graphs;
  const next = graphs.next.map((graph) => ({ graph, changed: changedReleases(stable, graph) }));
  const until = now() + LONGEST_MS;
  const findings: DocumentFinding[] = [];
  for (const [index, text] of documents.entries()) {
    // Others get their turn between two.
    await setImmediate();
    if (now() > until) {
      throw wrong(
        'BAD_USER_INPUT',
        'documents',
        `judging them takes too long; number ${index + 1} was next, send fewer.`,
      );
    }
    const parsed = readDocument(text, MOST_TOKENS);
    const today = isDocument(parsed) ? judgeDocument(parsed, stable.schema) : [parsed];
    const told = new Set(today.map(keyOf));
    const place = { document: index + 1 };
    findings.push(...today.map((fault) => ({ ...fault, ...place, channel: 'STABLE' as const, since: [] })));
    if (!isDocument(parsed)) continue;
    for (const { graph, changed } of next) {
      for (const fault of judgeDocument(parsed, graph.schema)) {
        if (told.has(keyOf(fault))) continue;
        told.add(keyOf(fault));
        const since = sinceReleases(fault.field, changed, [stable, graph]);
        findings.push({ ...fault, ...place, channel: graph.channel, since });
      }
    }
  }
  return { sequence, next: next.length, findings };
}

const isDocument = (one: DocumentNode | DocumentFault): one is DocumentNode => 'kind' in one;
const keyOf = ({ line, column, message }: DocumentFault): string => `${line}:${column} ${message}`;

async function assertMayCheck(em: EntityManager, viewer: Viewer, clientId: string | null): Promise<void> {
  if (mayUseSandbox(viewer.principal)) return;
  if (clientId === null) {
    throw wrong('FORBIDDEN', 'app', 'say whose documents they are: the client id of an app of your organisation.');
  }
  const [app] = await findRows(em, App, { clientId });
  if (app && isOfApp(viewer, app)) return;
  throw wrong('FORBIDDEN', 'app', `there is no app ${clientId}, or you neither work for nor represent who runs it.`);
}

function wrong(code: 'FORBIDDEN' | 'BAD_USER_INPUT', argument: string, message: string): CityGraphError {
  return new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
}
