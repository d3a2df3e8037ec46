import { defineEntity, p } from '@mikro-orm/core';
import { type EntityManager, raw } from '@mikro-orm/sql';

const CounterSchema = defineEntity({
  name: 'Counter',
  tableName: 'counter',
  properties: { name: p.string().length(20).primary(), value: p.integer() },
});

/** Running numbers of the department: shipments, invoices, declarations. */
export class Counter extends CounterSchema.class {}
CounterSchema.setClass(Counter);

export const COUNTERS = ['sscc', 'invoice', 'declaration'] as const;

/** The next number, each once: the row is locked until the caller's transaction ends. */
export async function nextNumber(em: EntityManager, name: (typeof COUNTERS)[number]): Promise<number> {
  await em.nativeUpdate(Counter, { name }, { value: raw('value + 1') });
  return (await em.findOneOrFail(Counter, { name }, { disableIdentityMap: true })).value;
}
