import { migration } from '@citygraph/kit';

/** Evidence that is not what it should be is kept, and says so. */
export const exchangeRemarks = migration('0027-exchange-remarks', (schema) => [
  schema.alterTable('exchange_record').addColumn('remark', 'varchar(20)'),
]);
