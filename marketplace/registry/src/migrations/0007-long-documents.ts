import { migration, widenToLongText } from '@citygraph/kit';

/** A document has up to 100 KiB, and a record names as many subjects as an answer shows. */
export const longDocuments = migration('0007-long-documents', (schema) => [
  widenToLongText(schema, 'app_document', 'document'),
  widenToLongText(schema, 'exchange_record', 'record'),
]);
