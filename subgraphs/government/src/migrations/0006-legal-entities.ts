import { migration } from '@citygraph/kit';

export const legalEntities = migration('0006-legal-entities', (schema) => [
  schema
    .createTable('legal_entity')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('industry_code', 'varchar(10)')
    .addColumn('place_id', 'varchar(40)')
    .addColumn('representative_id', 'varchar(40)')
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('legal_entity_representative').on('legal_entity').column('representative_id'),
]);
