import { defineEntity, p } from '@mikro-orm/core';

/** An app that asks the endpoint, by its OIDC client id. */
const AppSchema = defineEntity({
  name: 'App',
  tableName: 'app',
  properties: {
    clientId: p.string().length(80).primary(),
    name: p.string().length(120),
    /** USCC of who runs it; null: the city. */
    organisationUscc: p.string().length(18).strictNullable(),
    /** Beyond S1 it sees what was granted, and nothing else. */
    thirdParty: p.boolean(),
    documentsOnly: p.boolean(),
    requestsPerMinute: p.integer().strictNullable(),
    costPerMinute: p.integer().strictNullable(),
    registeredAt: p.datetime(3),
  },
});

export class App extends AppSchema.class {}
AppSchema.setClass(App);

const AppDocumentSchema = defineEntity({
  name: 'AppDocument',
  tableName: 'app_document',
  properties: {
    clientId: p.string().length(80).primary(),
    /** SHA-256 in hex of the document's text. */
    digest: p.string().length(64).primary(),
    document: p.text().columnType('mediumtext'),
    registeredAt: p.datetime(3),
    registeredBy: p.string().length(64),
  },
});

/** A document that an app has said it will send. */
export class AppDocument extends AppDocumentSchema.class {}
AppDocumentSchema.setClass(AppDocument);
