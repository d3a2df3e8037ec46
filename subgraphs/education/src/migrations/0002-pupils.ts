import { migration } from '@citygraph/kit';

export const pupils = migration('0002-pupils', (schema) => [
  schema
    .createTable('pupil')
    .addColumn('resident_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('birth_date', 'varchar(10)', (column) => column.notNull())
    .addColumn('student_number', 'varchar(19)'),
  schema
    .createTable('enrolment')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('school_code', 'varchar(20)', (column) => column.notNull())
    .addColumn('academic_year', 'varchar(4)', (column) => column.notNull())
    .addColumn('open_year', 'varchar(4)')
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('submitted_by', 'varchar(80)')
    .addColumn('submitted_at', 'datetime(3)' as never)
    .addColumn('decided_by', 'varchar(80)')
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('reason', 'varchar(500)')
    .addUniqueConstraint('enrolment_pupil_year', ['resident_id', 'open_year']),
  schema.createIndex('enrolment_school_year').on('enrolment').columns(['school_code', 'academic_year']),
]);
