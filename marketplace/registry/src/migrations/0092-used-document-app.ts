import { migration } from '@citygraph/kit';

/** Who sent a document first: an app has so many that are told apart. Of those from before nobody knows any more; they count for all. */
export const usedDocumentApp = migration('0092-used-document-app', (schema) => [
  schema.alterTable('used_document').addColumn('app', 'varchar(80)', (column) => column.notNull().defaultTo('?')),
  schema.createIndex('used_document_app').on('used_document').columns(['app']),
]);
