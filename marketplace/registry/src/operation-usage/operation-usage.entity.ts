import { defineEntity, p } from '@mikro-orm/core';

const UsedDocumentSchema = defineEntity({
  name: 'UsedDocument',
  tableName: 'used_document',
  properties: {
    /** SHA-256 in hex of its text; of an app's documents beyond what is kept: `overflowOf` it. */
    digest: p.string().length(64).primary(),
    /** Client id of who sent it first; empty: no app; `?`: nobody knows any more. */
    app: p.string().length(80),
    operationName: p.string().length(120).strictNullable(),
    /** Static cost of one. */
    cost: p.bigint('number'),
    firstSeen: p.datetime(3),
    lastSeen: p.datetime(3),
  },
});

/** A document that somebody asked. */
export class UsedDocument extends UsedDocumentSchema.class {}
UsedDocumentSchema.setClass(UsedDocument);

const UsedCoordinateSchema = defineEntity({
  name: 'UsedCoordinate',
  tableName: 'used_coordinate',
  properties: {
    /** `Type.field`, `Enum.VALUE` or `Type.field(argument:)`. */
    coordinate: p.string().length(300).primary(),
    digest: p.string().length(64).primary(),
    /** The last day of it, of documents that are counted together; null: its document says when it was asked last. */
    lastDay: p.datetime(3).nullable(),
  },
});

/** What a document names. */
export class UsedCoordinate extends UsedCoordinateSchema.class {}
UsedCoordinateSchema.setClass(UsedCoordinate);

const counted = {
  /** Beginning of the hour or day, UTC. */
  period: p.datetime(3).primary(),
  /** Client id; empty: none. */
  app: p.string().length(80).primary(),
  digest: p.string().length(64).primary(),
  count: p.bigint('number'),
  errors: p.bigint('number'),
  /** Sum over all. */
  cost: p.bigint('number'),
};

const UsageHourSchema = defineEntity({ name: 'UsageHour', tableName: 'usage_hour', properties: counted });

/** How often an app asked a document in an hour; kept for two days. */
export class UsageHour extends UsageHourSchema.class {}
UsageHourSchema.setClass(UsageHour);

const UsageDaySchema = defineEntity({ name: 'UsageDay', tableName: 'usage_day', properties: counted });

/** The same in a day; kept for 90. */
export class UsageDay extends UsageDaySchema.class {}
UsageDaySchema.setClass(UsageDay);
