import { migration } from '@citygraph/kit';

export const animals = migration('0006-animals', (schema) => [
  schema
    .createTable('animal')
    .addColumn('ear_tag', 'varchar(15)', (column) => column.primaryKey())
    .addColumn('species', 'varchar(10)', (column) => column.notNull())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('born_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('arrived_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('status', 'varchar(12)', (column) => column.notNull())
    .addColumn('left_on', 'varchar(10)'),
  schema.createIndex('animal_farm').on('animal').columns(['farm_id', 'arrived_on', 'ear_tag']),
]);
