import { migration } from '@citygraph/kit';

/** What says how long a graph's document is kept: when it was deleted, when everybody and when the sandbox had it last, which rollout has it. */
export const retention = migration('0026-retention', (schema) => [
  ...['deleted_at', 'last_stable_at', 'last_sandbox_at'].map((column) =>
    schema.alterTable('supergraph_version').addColumn(column, 'datetime(3)'),
  ),
  schema.createIndex('supergraph_version_deleted').on('supergraph_version').columns(['deleted_at', 'composed_at']),
  schema.createIndex('supergraph_version_stable').on('supergraph_version').columns(['last_stable_at']),
  schema.createIndex('supergraph_version_sandbox').on('supergraph_version').columns(['last_sandbox_at']),
  schema.alterTable('rollout').addColumn('artefact', 'varchar(64)'),
  schema.createIndex('composition_digest').on('composition').columns(['digest']),
]);
