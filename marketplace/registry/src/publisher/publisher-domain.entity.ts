import { defineEntity, p } from '@mikro-orm/core';

const PublisherDomainSchema = defineEntity({
  name: 'PublisherDomain',
  tableName: 'publisher_domain',
  properties: {
    publisherId: p.string().length(40).primary(),
    domain: p.string().length(253).primary(),
    /** Of the text that it serves; null: it was proved before texts were kept. */
    token: p.string().length(64).strictNullable(),
    /** When an owner proved it last. */
    provedAt: p.datetime(3),
    /** When the hub last found the text there, or looked for it in vain. */
    lookedAt: p.datetime(3),
    /** Since when the text is not there; null: it is. */
    failingSince: p.datetime(3).strictNullable(),
  },
});

/** A domain that a publisher has proved to be its own, and serves the proof of. */
export class PublisherDomain extends PublisherDomainSchema.class {}
PublisherDomainSchema.setClass(PublisherDomain);
