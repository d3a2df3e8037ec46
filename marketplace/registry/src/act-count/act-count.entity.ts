import { defineEntity, p } from '@mikro-orm/core';

const ActCountSchema = defineEntity({
  name: 'ActCount',
  tableName: 'act_count',
  properties: {
    /** Name of the mutation, or topic of what is told. */
    act: p.string().length(60).primary(),
    /** Who did it, and to whom where that tells them apart. */
    about: p.string().length(120).primary(),
    /** Its beginning. */
    minute: p.datetime(3).primary(),
    times: p.bigint('number'),
  },
});

/** How often somebody did within a minute what others are told of; kept for an hour. */
export class ActCount extends ActCountSchema.class {}
ActCountSchema.setClass(ActCount);
