import { migration } from '@citygraph/kit';

/**
 * When a coordinate was last asked for by documents that are counted together: the one document of all of them is never old while an app asks anything. Of those from before it is
 * when the document was.
 */
export const usedCoordinateDays = migration('0184-used-coordinate-days', (schema) => [
  schema.alterTable('used_coordinate').addColumn('last_day', 'datetime(3)'),
  {
    compile: () => ({
      sql: "update used_coordinate set last_day = (select used_document.last_seen from used_document where used_document.digest = used_coordinate.digest) where digest in (select digest from used_document where operation_name = '(other documents)')",
      parameters: [],
    }),
  },
  schema.createIndex('used_coordinate_day').on('used_coordinate').columns(['last_day']),
]);
