import { migration } from '@citygraph/kit';

/** Several domains of one publisher. Those from before were proved by a text that nobody kept: they are to be proved once more. */
export const publisherDomains = migration('0046-publisher-domains', (schema) => [
  schema
    .createTable('publisher_domain')
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('domain', 'varchar(253)', (column) => column.notNull())
    .addColumn('token', 'varchar(64)')
    .addColumn('proved_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('looked_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('failing_since', 'datetime(3)')
    .addPrimaryKeyConstraint('publisher_domain_key', ['publisher_id', 'domain']),
  {
    compile: () => ({
      sql: 'insert into publisher_domain (publisher_id, domain, token, proved_at, looked_at, failing_since) select id, domain, null, registered_at, registered_at, null from publisher where domain is not null',
      parameters: [],
    }),
  },
]);
