import { migration } from '@citygraph/kit';

/** How often somebody did what others are told of: nobody floods another by coming and going. */
export const actCounts = migration('0181-act-counts', (schema) => [
  schema
    .createTable('act_count')
    .addColumn('act', 'varchar(60)', (column) => column.notNull())
    .addColumn('about', 'varchar(120)', (column) => column.notNull())
    .addColumn('minute', 'datetime(3)', (column) => column.notNull())
    .addColumn('times', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('act_count_key', ['act', 'about', 'minute']),
  schema.createIndex('act_count_minute').on('act_count').columns(['minute']),
]);
