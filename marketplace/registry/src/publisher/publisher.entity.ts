import { defineEntity, p } from '@mikro-orm/core';

/** What is known of who a publisher is; each level includes the ones before. */
export type Verification = 'UNVERIFIED' | 'DOMAIN_PROVED' | 'LICENCE_CHECKED';

const PublisherSchema = defineEntity({
  name: 'Publisher',
  tableName: 'publisher',
  properties: {
    id: p.string().length(40).primary(),
    /** `airlab`: the middle of its plugins' ids; unique. */
    handle: p.string().length(31),
    name: p.string().length(120),
    /** Where people reach it when something breaks. */
    contact: p.string().length(200),
    /** null: a maker space's people, no firm. */
    uscc: p.string().length(18).strictNullable(),
    domain: p.string().length(253).strictNullable(),
    verification: p.string().length(20).$type<Verification>(),
    registeredAt: p.datetime(3),
    /** Subject of who did; empty: nobody knows any more. */
    registeredBy: p.string().length(64),
    /** Why it may not publish any more; null: it may. */
    suspended: p.text().strictNullable(),
    version: p.integer(),
  },
});

/** An organisation that publishes plugins. */
export class Publisher extends PublisherSchema.class {}
PublisherSchema.setClass(Publisher);

/** Owners decide who is a member; developers publish; viewers read. */
export type MemberRole = 'OWNER' | 'DEVELOPER' | 'VIEWER';

const PublisherMemberSchema = defineEntity({
  name: 'PublisherMember',
  tableName: 'publisher_member',
  properties: {
    publisherId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    subject: p.string().length(64).primary(),
    role: p.string().length(10).$type<MemberRole>(),
    since: p.datetime(3),
  },
});

export class PublisherMember extends PublisherMemberSchema.class {}
PublisherMemberSchema.setClass(PublisherMember);

const NamespaceSchema = defineEntity({
  name: 'Namespace',
  tableName: 'namespace',
  properties: {
    /** `iov`: its plugins' types begin with `Iov`, their fields with `iov_`. */
    name: p.string().length(31).primary(),
    publisherId: p.string().length(40),
    since: p.datetime(3),
  },
});

export class Namespace extends NamespaceSchema.class {}
NamespaceSchema.setClass(Namespace);
