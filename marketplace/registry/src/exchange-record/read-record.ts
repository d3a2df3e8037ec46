import type { ExchangeRecord } from '@citygraph/contract';
import { z } from 'zod';

const text = z.string();
const texts = z.array(text);
const Record = z.object({
  id: text.min(1),
  at: z.iso.datetime(),
  app: text.nullable(),
  organisation: text.nullable(),
  actor: text.nullable(),
  purpose: text.nullable(),
  case: text.nullable(),
  grants: texts,
  operation: text.nullable(),
  coordinates: texts,
  receivers: texts,
  subjects: texts,
  rows: z.int().min(0),
  requestHash: text,
  responseHash: text,
}) satisfies z.ZodType<ExchangeRecord>;

const NOTHING: ExchangeRecord = {
  id: '',
  at: '',
  app: null,
  organisation: null,
  actor: null,
  purpose: null,
  case: null,
  grants: [],
  operation: null,
  coordinates: [],
  receivers: [],
  subjects: [],
  rows: 0,
  requestHash: '',
  responseHash: '',
};

export interface ReadRecord {
  readonly record: ExchangeRecord;
  /** Nothing is missing, nor of another kind. What a newer gateway adds is no harm. */
  readonly isWhole: boolean;
}

/** A record as far as it can be read: what is missing or of another kind is empty, so that whoever it is about finds the rest. */
export function readRecord(value: unknown): ReadRecord {
  const whole = Record.safeParse(value);
  if (whole.success) return { record: whole.data, isWhole: true };
  const given = typeof value === 'object' && value !== null ? (value as Readonly<{ [name: string]: unknown }>) : {};
  const parts = Object.entries(Record.shape).flatMap(([name, shape]) => {
    const part = shape.safeParse(given[name]);
    return part.success ? [[name, part.data]] : [];
  });
  return { record: { ...NOTHING, ...Object.fromEntries(parts) }, isWhole: false };
}
