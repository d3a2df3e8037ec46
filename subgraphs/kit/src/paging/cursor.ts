import { createHash } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';
import type { EntityKey, EntityMetadata, EntityProperty } from '@mikro-orm/core';

/** Columns of one entity and their directions; the last is the primary key, so that no two rows tie. */
export type Order<T> = readonly (readonly [property: EntityKey<T>, direction: 'asc' | 'desc'])[];

type Scalar = string | number | boolean | Date;

/** Reads and writes cursors of one order. A cursor holds the row's values of the order's columns, for whoever reads it; it is bound to the order. */
export interface CursorCodec<T> {
  write(row: T): string;
  /** The filter of the rows behind the cursor. Throws BAD_USER_INPUT when it was not written by this codec. */
  rowsAfter(cursor: string): Record<string, unknown>;
}

const LONGEST = 1000;

/** What a datetime column holds on every database. */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/** `same`: a column that is the same in all rows of the list. */
export function cursorCodec<T extends object>(
  meta: EntityMetadata<T>,
  order: Order<T>,
  same: EntityKey<T> | null = null,
): CursorCodec<T> {
  const properties = order.map(([name]): EntityProperty<T> => {
    const property: EntityProperty<T> | undefined = meta.properties[name];
    if (!property || property.nullable) {
      throw new Error(`${meta.className} cannot be ordered by ${name}: the column must exist and not be null.`);
    }
    return property;
  });
  const keys = meta.primaryKeys as readonly string[];
  if (!keys.every((key) => key === same || order.some(([name]) => name === key))) {
    throw new Error(`The order of ${meta.className} must contain its primary key, or rows could be skipped.`);
  }
  const stamp = createHash('sha256')
    .update(JSON.stringify([meta.className, order]))
    .digest('base64url')
    .slice(0, 6);

  return {
    write(row) {
      const values = order.map(([name]) => {
        const value = row[name] as Scalar;
        return value instanceof Date ? value.getTime() : value;
      });
      return Buffer.from(JSON.stringify([stamp, ...values])).toString('base64url');
    },
    rowsAfter(cursor) {
      const values = readValues(cursor, stamp, properties);
      return {
        $or: order.map(([name, direction], at) => ({
          ...Object.fromEntries(order.slice(0, at).map(([before], i) => [before, values[i]])),
          [name]: { [direction === 'asc' ? '$gt' : '$lt']: values[at] },
        })),
      };
    },
  };
}

function readValues<T>(cursor: string, stamp: string, properties: readonly EntityProperty<T>[]): Scalar[] {
  const [found, ...values] = parse(cursor);
  if (found !== stamp || values.length !== properties.length) throw foreign();
  return properties.map(({ runtimeType }, at) => {
    const value = values[at];
    if (runtimeType === 'Date' && typeof value === 'number' && value >= EARLIEST && value <= LATEST) {
      return new Date(value);
    }
    if (typeof value !== runtimeType || typeof value === 'object') throw foreign();
    // JSON can say what no column holds: 1e999, and text with the character U+0000.
    if (typeof value === 'number' && !Number.isFinite(value)) throw foreign();
    if (typeof value === 'string' && value.includes('\0')) throw foreign();
    return value as Scalar;
  });
}

function parse(cursor: string): unknown[] {
  if (cursor.length > LONGEST) throw foreign();
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

const foreign = (): CityGraphError =>
  new CityGraphError(
    'BAD_USER_INPUT',
    'after: this is no cursor of this list in this order; give the endCursor of the page before, or none.',
    { extensions: { argument: 'after' } },
  );
