import { migration } from '@citygraph/kit';

export const cropInsurance = migration('0003-crop-insurance', (schema) => [
  schema
    .createTable('crop_insurance_policy')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('insurer_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('valid_from', 'varchar(10)', (column) => column.notNull())
    .addColumn('valid_to', 'varchar(10)', (column) => column.notNull())
    .addColumn('sum_insured_cents', 'bigint', (column) => column.notNull()),
  schema.createIndex('crop_insurance_policy_farmer').on('crop_insurance_policy').columns(['farmer_id', 'valid_from']),
]);
