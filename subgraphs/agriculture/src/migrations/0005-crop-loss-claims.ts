import { migration } from '@citygraph/kit';

export const cropLossClaims = migration('0005-crop-loss-claims', (schema) => [
  schema
    .createTable('insured_policy')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('insurer_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('insured_from', 'varchar(10)', (column) => column.notNull())
    .addColumn('insured_to', 'varchar(10)', (column) => column.notNull())
    .addColumn('sum_insured_cents', 'bigint', (column) => column.notNull())
    .addColumn('approved_cents', 'bigint', (column) => column.notNull()),
  schema
    .createTable('crop_loss_claim')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plot_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('insurer_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('policy_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('peril', 'varchar(20)', (column) => column.notNull())
    .addColumn('observed_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('open_loss', 'varchar(90)', (column) => column.unique())
    .addColumn('evidence_count', 'integer', (column) => column.notNull())
    .addColumn('filed_by', 'varchar(80)', (column) => column.notNull())
    .addColumn('filed_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('decided_by', 'varchar(80)')
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('reason', 'varchar(500)')
    .addColumn('amount_cents', 'bigint'),
  schema.createIndex('crop_loss_claim_farm').on('crop_loss_claim').columns(['farm_id', 'filed_at', 'id']),
  schema.createIndex('crop_loss_claim_insurer').on('crop_loss_claim').columns(['insurer_uscc', 'filed_at', 'id']),
  schema
    .createTable('claim_evidence')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('claim_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('uri', 'varchar(500)', (column) => column.notNull())
    .addColumn('sha256', 'varchar(64)', (column) => column.notNull())
    .addColumn('taken_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('submitted_by', 'varchar(80)', (column) => column.notNull())
    .addColumn('submitted_at', 'datetime(3)' as never, (column) => column.notNull())
    .addUniqueConstraint('claim_evidence_digest', ['claim_id', 'sha256']),
]);
