import { defineEntity, p } from '@mikro-orm/core';
import type { ReadingQuality } from './meter-reading.rules.ts';

const RegisterReadingSchema = defineEntity({
  name: 'RegisterReading',
  tableName: 'register_reading',
  properties: {
    mrid: p.string().length(36).primary(),
    at: p.datetime(3).primary(),
    /** What the meter showed, in thousandths of the unit. */
    milli: p.bigint('number'),
    quality: p.string().length(10).$type<ReadingQuality>(),
    /** The reading before, where the interval that ends here began; null: the first reading of the point. */
    startedAt: p.datetime(3).nullable(),
    /** Consumed since then, in thousandths; across an exchange of the meter too. */
    usedMilli: p.bigint('number'),
  },
});

/** What a meter showed at a moment, and with it the interval since the reading before. */
export class RegisterReading extends RegisterReadingSchema.class {}
RegisterReadingSchema.setClass(RegisterReading);
