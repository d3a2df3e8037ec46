import { migration } from '@citygraph/kit';

export const depositsAndInsurance = migration('0004-deposits-and-insurance', (schema) => [
  schema
    .createTable('deposit_band')
    .addColumn('resident_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('band', 'varchar(30)', (column) => column.notNull()),
  schema
    .createTable('crop_insurance_policy')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('insurer_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('insured_from', 'varchar(10)', (column) => column.notNull())
    .addColumn('insured_to', 'varchar(10)', (column) => column.notNull())
    .addColumn('sum_insured_cents', 'bigint', (column) => column.notNull()),
  schema.createIndex('crop_insurance_policy_farmer').on('crop_insurance_policy').columns(['farmer_id', 'insured_from']),
  schema
    .createIndex('crop_insurance_policy_insurer')
    .on('crop_insurance_policy')
    .columns(['insurer_uscc', 'insured_from']),
  schema
    .createIndex('crop_insurance_policy_operator')
    .on('crop_insurance_policy')
    .columns(['operator_uscc', 'insured_from']),
]);
