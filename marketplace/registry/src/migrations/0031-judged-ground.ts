import { migration } from '@citygraph/kit';

/** By what a release was judged last and found good: while that is the same, admission would say the same. */
export const judgedGround = migration('0031-judged-ground', (schema) => [
  schema.alterTable('plugin_release').addColumn('judged_ground', 'varchar(64)'),
]);
