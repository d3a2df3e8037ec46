import { migration } from '@citygraph/kit';

/** Up to which graph set those before are deleted; which decision of a release is its last. */
export const oldGraphSets = migration('0037-old-graph-sets', (schema) => [
  {
    compile: () => ({
      sql: "insert into head (name, version, hash, at) values ('graphs-deleted', 0, '', '1970-01-02 00:00:00.000')",
      parameters: [],
    }),
  },
  schema.createIndex('graph_change_release').on('graph_change').columns(['plugin', 'release_digest', 'number']),
]);
