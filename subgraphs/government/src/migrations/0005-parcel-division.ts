import { migration } from '@citygraph/kit';

/** An officer limited to a town is judged by it; the unit code names the district only. */
export const parcelDivision = migration('0005-parcel-division', (schema) => [
  schema.alterTable('parcel').addColumn('division', 'varchar(12)'),
]);
