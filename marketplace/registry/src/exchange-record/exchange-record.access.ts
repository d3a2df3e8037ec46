import { anyOf, type TypeAccess } from '@citygraph/kit';
import { administrator } from '../administrator.ts';
import { type AboutSomebody, speaksFor } from '../consent/consent.access.ts';
import type { ExchangeRecordRow } from './exchange-record.entity.ts';

/** A record as one of its subjects sees it; empty: asked for by its key. */
export type SeenRecord = ExchangeRecordRow & AboutSomebody;

/** Whose data was seen, and administrators. */
export const exchangeRecordAccess: TypeAccess<SeenRecord> = {
  default: anyOf<SeenRecord>(speaksFor, administrator),
  // Whose it is an administrator does not learn, who asks for one by its key.
  about: ({ subjectKey }) => [subjectKey || null],
};
