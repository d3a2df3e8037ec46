import { migration } from '@citygraph/kit';

export const systemRegistrations = migration('0016-system-registrations', (schema) => [
  schema
    .createTable('system_registration')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('resource', 'varchar(200)', (column) => column.notNull())
    .addColumn('share_type', 'varchar(20)', (column) => column.notNull())
    .addColumn('share_condition', 'text')
    .addColumn('mlps_level', 'integer', (column) => column.notNull())
    .addColumn('update_cycle', 'varchar(20)', (column) => column.notNull())
    .addColumn('registered_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('registered_by', 'varchar(64)', (column) => column.notNull())
    // An agency names its systems apart.
    .addUniqueConstraint('system_registration_once', ['agency_uscc', 'name']),
]);
