import { migration } from '@citygraph/kit';

export const diary = migration('0002-diary', (schema) => [
  schema
    .createTable('plot_season')
    .addColumn('plot_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('season', 'varchar(6)', (column) => column.notNull())
    .addColumn('crop', 'varchar(10)', (column) => column.notNull())
    .addColumn('variety', 'varchar(80)')
    .addColumn('started_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('ended_on', 'varchar(10)')
    .addColumn('yield_kg', 'integer')
    .addPrimaryKeyConstraint('plot_season_pk', ['plot_id', 'season']),
  schema
    .createTable('growth_record')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plot_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('season', 'varchar(6)', (column) => column.notNull())
    .addColumn('bbch', 'integer', (column) => column.notNull())
    .addColumn('observed_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('recorded_by', 'varchar(80)')
    .addColumn('recorded_at', 'datetime(3)' as never, (column) => column.notNull())
    .addUniqueConstraint('growth_record_day', ['plot_id', 'season', 'observed_on']),
  schema.createIndex('growth_record_plot').on('growth_record').columns(['plot_id', 'observed_on', 'id']),
  schema
    .createTable('soil_sample')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plot_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('sampled_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('ph', 'double precision')
    .addColumn('organic_matter_pct', 'double precision')
    .addColumn('recorded_by', 'varchar(80)')
    .addColumn('recorded_at', 'datetime(3)' as never, (column) => column.notNull())
    .addUniqueConstraint('soil_sample_day', ['plot_id', 'sampled_on']),
]);
