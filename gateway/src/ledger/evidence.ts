import { createHmac, randomBytes } from 'node:crypto';
import {
  caseAtWork,
  type ExchangeRecord,
  fittedRecord,
  type Principal,
  type Purpose,
  type Standing,
  secretKeyOf,
  subjectTypeOf,
} from '@citygraph/contract';
import type { Disclosed } from '../execution/engine.ts';
import { rememberedSubjectHash } from '../policy/remembered-subjects.ts';

/** What one operation showed of S3, S4 and I. */
export interface Evidence {
  readonly principal: Principal;
  readonly standing: Standing | null;
  readonly purpose: Purpose | null;
  /** Of who runs the app. */
  readonly organisation: string | null;
  readonly grants: readonly string[];
  readonly operation: string | null;
  readonly isMutation: boolean;
  /** Digest of the document. */
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly coordinates: readonly string[];
  /** `plugin:Type.field` */
  readonly receivers: readonly string[];
  readonly disclosed: Disclosed | null;
  /** Id of the announcement of what plugins were sent; null: they were sent nothing that is recorded. */
  readonly announced: string | null;
}

const newId = (): string => `exr_${randomBytes(12).toString('base64url')}`;

/** What is written down before anything is sent to plugins: no answer is known yet. */
export const announcementOf = (evidence: Evidence, subjectSecret: Uint8Array, now: number): ExchangeRecord =>
  recordOf(evidence, NO_ANSWER, subjectSecret, now);

const NO_ANSWER = new Uint8Array();

/** The record of an answer. `bytes` are what the client gets. Clients choose some of its texts: those that the witness has no room for stand there by their digests. */
export function recordOf(
  evidence: Evidence,
  bytes: Uint8Array,
  subjectSecret: Uint8Array,
  now: number,
): ExchangeRecord {
  const { principal, standing, purpose, organisation, grants, operation, document, variables, disclosed } = evidence;
  const assigned = caseAtWork({ principal, standing, purpose }, now);
  // A project finds what was looked at for it, whoever's it was.
  const projects = (assigned?.subjects ?? []).filter((key) => subjectTypeOf(key) === 'ParallelApprovalCase');
  const found = [...(disclosed?.subjects ?? []), ...(disclosed?.otherSide ?? []), ...projects];
  const subjects = found.map((key) => rememberedSubjectHash(subjectSecret, subjectTypeOf(key) ?? 'Thing', key));
  const key = secretKeyOf(subjectSecret);
  return fittedRecord({
    id: evidence.announced ?? newId(),
    at: new Date(now).toISOString(),
    app: principal.app,
    organisation: organisation ?? principal.agency,
    actor: principal.subject,
    purpose,
    case: assigned?.id ?? null,
    grants: distinct(grants),
    operation,
    coordinates: distinct(evidence.coordinates),
    receivers: distinct(evidence.receivers),
    subjects: distinct(subjects),
    rows: disclosed?.rows ?? 0,
    requestHash: createHmac('sha256', key)
      .update(`${document}\0${operation ?? ''}\0${JSON.stringify(variables)}`)
      .digest('hex'),
    // A bare digest of a short answer can be guessed by whoever reads the archive.
    responseHash: createHmac('sha256', key).update('answer\0').update(bytes).digest('hex'),
  });
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
