import { migration } from '@citygraph/kit';

/** Who stopped a release: what the hub or an administrator took back, its publisher does not put back. What the hub stopped before is known by its rollouts. */
export const stoppedBy = migration('0060-stopped-by', (schema) => [
  schema.alterTable('plugin_release').addColumn('stopped_by', 'varchar(20)'),
  {
    compile: () => ({
      sql: "update plugin_release set stopped_by = 'HUB' where state in ('CANARY', 'ROLLED_BACK') and id in (select release_id from rollout where changed_by = 'citygraph:registry' and state in ('PAUSED', 'ROLLED_BACK'))",
      parameters: [],
    }),
  },
]);
