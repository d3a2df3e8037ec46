import { defineEntity, p } from '@mikro-orm/core';
import type { Stage } from './school.entity.ts';

const CatchmentSchema = defineEntity({
  name: 'Catchment',
  tableName: 'catchment',
  properties: {
    villageCode: p.string().length(12).primary(),
    stage: p.string().length(10).$type<Stage>().primary(),
    schoolCode: p.string().length(20),
  },
});

/** Which school a village's children go to; the key allows one a stage. */
export class Catchment extends CatchmentSchema.class {}
CatchmentSchema.setClass(Catchment);
