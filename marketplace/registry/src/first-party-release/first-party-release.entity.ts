import { defineEntity, p } from '@mikro-orm/core';

const FirstPartyReleaseSchema = defineEntity({
  name: 'FirstPartyRelease',
  tableName: 'first_party_release',
  properties: {
    /** Name of the subgraph. */
    name: p.string().length(31).primary(),
    /** SHA-256 in hex of its SDL. */
    digest: p.string().length(64).primary(),
    sdl: p.text().columnType('mediumtext'),
    /** It is what the deployment runs; an earlier one is kept for who goes back. */
    current: p.boolean(),
    importedAt: p.datetime(3),
  },
});

/** A department's schema, or the registry's own, as a deployment brought it. */
export class FirstPartyRelease extends FirstPartyReleaseSchema.class {}
FirstPartyReleaseSchema.setClass(FirstPartyRelease);
