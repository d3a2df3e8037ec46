import { migration } from '@citygraph/kit';

export const cameraSites = migration('0015-camera-sites', (schema) => [
  schema
    .createTable('camera_site')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('device_id', 'varchar(20)', (column) => column.notNull().unique())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('division_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull()),
  schema.createIndex('camera_site_division').on('camera_site').column('division_code'),
  schema.createIndex('camera_site_place').on('camera_site').column('place_id'),
  schema
    .createTable('stream_ticket')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('camera_site_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('device_id', 'varchar(20)', (column) => column.notNull())
    .addColumn('requested_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('case_id', 'varchar(60)', (column) => column.notNull())
    .addColumn('purpose', 'varchar(40)', (column) => column.notNull())
    .addColumn('issued_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('expires_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('redeemed_at', 'datetime(3)')
    .addColumn('kid', 'varchar(64)', (column) => column.notNull()),
  schema.createIndex('stream_ticket_camera').on('stream_ticket').columns(['camera_site_id', 'issued_at']),
  schema
    .createTable('stream_ticket_key')
    .addColumn('kid', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('private_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'datetime(3)', (column) => column.notNull()),
]);
