import { LONG_TEXT, migration } from '@citygraph/kit';

const heads = {
  compile: () => ({
    sql: "insert into head (name, version, hash, at) values ('graphs', 0, '', '1970-01-02 00:00:00.000'), ('wanted', 0, '', '1970-01-02 00:00:00.000')",
    parameters: [],
  }),
};

export const graphs = migration('0020-graphs', (schema) => [
  schema
    .createTable('first_party_release')
    .addColumn('name', 'varchar(31)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('sdl', LONG_TEXT, (column) => column.notNull())
    .addColumn('current', 'boolean', (column) => column.notNull())
    .addColumn('imported_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('first_party_release_key', ['name', 'digest']),
  schema
    .createTable('supergraph_version')
    .addColumn('digest', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('document', LONG_TEXT, (column) => column.notNull())
    .addColumn('releases', 'json', (column) => column.notNull())
    .addColumn('parent', 'varchar(64)')
    .addColumn('composed_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('composed_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('canaried_at', 'datetime(3)')
    .addColumn('canary_findings', 'json', (column) => column.notNull())
    .addColumn('offered_at', 'datetime(3)')
    .addColumn('retired_at', 'datetime(3)'),
  schema.createIndex('supergraph_version_composed').on('supergraph_version').columns(['composed_at', 'digest']),
  schema
    .createTable('composition')
    .addColumn('key', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('digest', 'varchar(64)')
    .addColumn('left_out', 'json', (column) => column.notNull())
    .addColumn('findings', 'json', (column) => column.notNull())
    .addColumn('milliseconds', 'integer', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull()),
  schema
    .createTable('graph_set')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('previous', 'varchar(64)', (column) => column.notNull())
    .addColumn('document', LONG_TEXT, (column) => column.notNull())
    .addColumn('left_out', 'json', (column) => column.notNull())
    .addColumn('published_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('published_at', 'datetime(3)', (column) => column.notNull()),
  schema
    .createTable('graph_change')
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('act', 'varchar(40)', (column) => column.notNull())
    .addColumn('plugin', 'varchar(31)')
    .addColumn('release_digest', 'varchar(64)')
    .addColumn('actor', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull())
    .addColumn('sequence', 'bigint'),
  schema.createIndex('graph_change_sequence').on('graph_change').columns(['sequence', 'number']),
  schema
    .createTable('graph_pin')
    .addColumn('channel', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('pinned_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('pinned_at', 'datetime(3)', (column) => column.notNull()),
  heads,
]);
