import { canonicalJson, fitted, type LedgerEntry, RECORD_BOUNDS } from '@citygraph/contract';
import type { EntityData } from '@mikro-orm/sql';
import type { ExchangeRecordRow, ExchangeSubject } from './exchange-record.entity.ts';
import { ExchangeRemark } from './exchange-remark.ts';
import type { ReadRecord } from './read-record.ts';

export interface KeptEntry {
  readonly row: EntityData<ExchangeRecordRow>;
  readonly subjects: readonly EntityData<ExchangeSubject>[];
}

export interface Circumstances {
  readonly isTaken: (id: string) => boolean;
  readonly isOurs: (app: string) => boolean;
  readonly now: Date;
}

/** What the database can date, in milliseconds since the epoch. */
const [EARLIEST, LATEST] = [Date.UTC(1970, 0, 2), Date.UTC(9999, 0)];

/**
 * An entry, and its record as it was read, as it is kept. Whatever its record says it is kept, or nothing behind it could ever arrive: the record whole, and what it is found by as far as there is room.
 * `isTaken` says that another record has the key, `isOurs` that an app is the city's own; `now` dates what says no moment.
 */
export function rowOfEntry(
  { sequence, previous, hash, record: given }: LedgerEntry,
  { record, isWhole }: ReadRecord,
  ledger: string,
  { isTaken, isOurs, now }: Circumstances,
): KeptEntry {
  const key = fitted(record.id, RECORD_BOUNDS.id);
  const isRepeated = isTaken(key);
  // The chain's hash names this entry and no other.
  const id = isRepeated || key === '' ? `exr_${hash.slice(0, RECORD_BOUNDS.id - 4)}` : key;
  const moment = Date.parse(record.at);
  const at = moment >= EARLIEST && moment < LATEST ? new Date(moment) : now;
  const app = fittedOrNull(record.app, RECORD_BOUNDS.app);
  const organisation = fittedOrNull(record.organisation, RECORD_BOUNDS.organisation);
  const actor = fittedOrNull(record.actor, RECORD_BOUNDS.actor);
  const subjects = [...new Set(record.subjects.map((subject) => fitted(subject, RECORD_BOUNDS.subject)))];
  // Of what cannot be read nobody knows who else saw it.
  const isAlone = isWhole && record.receivers.length === 0 && (app === null || isOurs(app));
  const isInFull =
    key === record.id && app === record.app && organisation === record.organisation && actor === record.actor;
  return {
    row: {
      id,
      ledger,
      sequence,
      previous,
      chainHash: hash,
      at,
      app,
      organisation,
      record: canonicalJson(given),
      remark: remarkOn({ isWhole, isRepeated, isInFull }),
    },
    subjects: subjects.map((subject) => ({ subject, recordId: id, at, actor: isAlone ? actor : null })),
  };
}

const fittedOrNull = (text: string | null, most: number): string | null => (text === null ? null : fitted(text, most));

function remarkOn(found: { isWhole: boolean; isRepeated: boolean; isInFull: boolean }): ExchangeRemark | null {
  if (!found.isWhole) return ExchangeRemark.UNREADABLE;
  if (found.isRepeated) return ExchangeRemark.REPEATED;
  return found.isInFull ? null : ExchangeRemark.SHORTENED;
}
