import { hash } from 'node:crypto';
import type { ExchangeRecord } from './exchange-record.ts';

/** UTF-16 units that texts of a record have at most: gateways write none that is longer, and registries have room for these. */
export const RECORD_BOUNDS = {
  id: 40,
  app: 80,
  /** A USCC. */
  organisation: 18,
  actor: 64,
  purpose: 40,
  case: 60,
  operation: 400,
  /** Of each grant, coordinate and receiver. */
  item: 400,
  /** `subjectHash` has 22. */
  subject: 40,
  hash: 64,
} as const;

/** UTF-16 units of a ledger's name at most, the number of its part included. */
export const LONGEST_LEDGER_NAME = 60;

/**
 * A text as it is, or what stands for one that does not fit: its beginning, `~`, and the SHA-256 of its JSON in base64url, as much of that as there is room for. Two
 * texts never look alike, and whoever has the text can tell that it was this one. Half a surrogate pair does not fit either: canonical JSON has no way to write it.
 */
export function fitted(text: string, most: number): string {
  if (text.length <= most && text.isWellFormed()) return text;
  const digest = `~${hash('sha256', JSON.stringify(text), 'base64url')}`;
  const beginning = text.slice(0, Math.max(0, most - digest.length)).toWellFormed();
  return `${beginning}${digest}`.slice(0, most);
}

/**
 * A record whose texts fit. None of them is refused, because evidence with a shorter name is better than none, and none is merely cut, because a cut client id, subject or
 * USCC could be somebody else's: a digest is not. `requestHash` is of the whole operation's name.
 */
export function fittedRecord(record: ExchangeRecord): ExchangeRecord {
  const { id, app, organisation, actor, purpose, operation, grants, coordinates, receivers, subjects } = record;
  const one = (text: string | null, most: number): string | null => (text === null ? null : fitted(text, most));
  const each = (texts: readonly string[], most: number): string[] => texts.map((text) => fitted(text, most));
  return {
    ...record,
    id: fitted(id, RECORD_BOUNDS.id),
    app: one(app, RECORD_BOUNDS.app),
    organisation: one(organisation, RECORD_BOUNDS.organisation),
    actor: one(actor, RECORD_BOUNDS.actor),
    purpose: one(purpose, RECORD_BOUNDS.purpose),
    case: one(record.case, RECORD_BOUNDS.case),
    operation: one(operation, RECORD_BOUNDS.operation),
    grants: each(grants, RECORD_BOUNDS.item),
    coordinates: each(coordinates, RECORD_BOUNDS.item),
    receivers: each(receivers, RECORD_BOUNDS.item),
    subjects: each(subjects, RECORD_BOUNDS.subject),
  };
}
