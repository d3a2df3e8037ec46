import { migration } from '@citygraph/kit';

/** Who registered a publisher, for what one person has taken so far. Of those from before it is the owner who is one longest; empty: they are closed. */
export const publisherRegistrar = migration('0090-publisher-registrar', (schema) => [
  schema.alterTable('publisher').addColumn('registered_by', 'varchar(64)', (column) => column.notNull().defaultTo('')),
  {
    compile: () => ({
      sql: "update publisher set registered_by = coalesce((select min(publisher_member.subject) from publisher_member where publisher_member.publisher_id = publisher.id and publisher_member.role = 'OWNER' and publisher_member.since = (select min(other.since) from publisher_member as other where other.publisher_id = publisher.id and other.role = 'OWNER')), '')",
      parameters: [],
    }),
  },
  schema.createIndex('publisher_registrar').on('publisher').columns(['registered_by', 'registered_at']),
]);
