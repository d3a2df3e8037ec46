import { migration, type SchemaBuilder } from '@citygraph/kit';

/**
 * Who an office's notification is not for: a row each, and by the event those who were told it themselves. As one text it ended at 64 KiB on MySQL, and with it the telling of
 * everything.
 */
export const notificationExemptions = migration('0035-notification-exemptions', (schema) => [
  schema.alterTable('notification').addColumn('event_id', 'varchar(40)'),
  schema
    .createTable('notification_exemption')
    .addColumn('notification_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addPrimaryKeyConstraint('notification_exemption_key', ['notification_id', 'subject']),
  { compile: () => ({ sql: carriedOver(schema), parameters: [] }) },
  schema.alterTable('notification').dropColumn('not_for'),
]);

/** The lists that there are, as rows; each database reads JSON in its own way. */
function carriedOver(schema: SchemaBuilder): string {
  const isMySql = schema.dropTable('notification').compile().sql.includes('`');
  const [list, subject] = isMySql
    ? [`json_table(told.not_for, '$[*]' columns (subject varchar(64) path '$')) as named`, 'named.subject']
    : ['json_each(told.not_for) as named', 'named.value'];
  return `insert into notification_exemption (notification_id, subject)
    select distinct told.id, ${subject} from notification as told, ${list} where told.not_for is not null`;
}
