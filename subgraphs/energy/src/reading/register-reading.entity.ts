import { defineEntity, p } from '@mikro-orm/core';
import type { Quality } from '../usage-point/usage-point.entity.ts';

const RegisterReadingSchema = defineEntity({
  name: 'RegisterReading',
  tableName: 'register_reading',
  properties: {
    mrid: p.string().length(36).primary(),
    at: p.datetime(3).primary(),
    /** What the register showed: it only goes up, until the meter is exchanged. */
    value: p.float(),
    quality: p.string().length(10).$type<Quality>(),
  },
});

/** A register reading (IEC 61968-9 Reading). */
export class RegisterReading extends RegisterReadingSchema.class {}
RegisterReadingSchema.setClass(RegisterReading);
