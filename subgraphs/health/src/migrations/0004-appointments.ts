import { migration } from '@citygraph/kit';

export const appointments = migration('0004-appointments', (schema) => [
  schema
    .createTable('timetable')
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('specialty', 'varchar(40)', (column) => column.notNull())
    .addColumn('weekday', 'integer', (column) => column.notNull())
    .addColumn('first_minute', 'integer', (column) => column.notNull())
    .addColumn('slot_minutes', 'integer', (column) => column.notNull())
    .addColumn('slots', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('timetable_pk', ['provider_uscc', 'specialty', 'weekday']),
  schema
    .createTable('appointment_slot')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('specialty', 'varchar(40)', (column) => column.notNull())
    .addColumn('division', 'varchar(12)', (column) => column.notNull())
    .addColumn('start_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('appointment_id', 'varchar(40)'),
  schema.createIndex('appointment_slot_free').on('appointment_slot').columns(['specialty', 'start_at']),
  schema
    .createTable('appointment')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('slot_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('start_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('held_start', 'datetime(3)' as never)
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('booked_by', 'varchar(80)', (column) => column.notNull())
    .addColumn('booked_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('cancelled_at', 'datetime(3)' as never)
    .addUniqueConstraint('appointment_resident_held', ['resident_id', 'held_start']),
  schema.createIndex('appointment_resident').on('appointment').columns(['resident_id', 'start_at']),
]);
