import { migration } from '@citygraph/kit';

/** A subscription in force may wait for another plan, and a publisher's no outlives what the app does: what was refused, or ended with a reason, was one. */
export const wantedPlan = migration('0061-wanted-plan', (schema) => [
  schema.alterTable('subscription').addColumn('wanted_plan', 'varchar(40)'),
  schema.alterTable('subscription').addColumn('barred', 'boolean', (column) => column.notNull().defaultTo(false)),
  {
    compile: () => ({
      sql: "update subscription set barred = true where state = 'REFUSED' or (state = 'ENDED' and reason is not null)",
      parameters: [],
    }),
  },
]);
