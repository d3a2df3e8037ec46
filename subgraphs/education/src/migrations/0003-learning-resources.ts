import { migration } from '@citygraph/kit';

export const learningResources = migration('0003-learning-resources', (schema) => [
  schema
    .createTable('learning_resource')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('title', 'varchar(160)', (column) => column.notNull())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('launch_url', 'varchar(300)', (column) => column.notNull())
    .addColumn('competency', 'varchar(120)')
    .addColumn('subject', 'varchar(40)', (column) => column.notNull())
    .addColumn('grade', 'varchar(10)'),
  schema.createIndex('learning_resource_subject').on('learning_resource').columns(['subject', 'grade']),
]);
