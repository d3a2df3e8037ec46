import { defineEntity, p } from '@mikro-orm/core';

/**
 * What went wrong: a graph that may not serve, a rollout or a stable release that broke its promise, a stable release that the graph had to go without, one that no gateway boots with, a plugin that an
 * administrator switched off, an event that could not be told, a graph that a gateway refuses, one that an operator put in force by hand, an audit that is not as it was written, gateways
 * that are ahead of the database.
 */
export type IncidentKind =
  | 'GRAPH_REFUSED'
  | 'GRAPH_PINNED'
  | 'ROLLOUT_BURNED'
  | 'ROLLOUT_REFUSED'
  | 'ROLLOUT_IDLE'
  | 'RELEASE_BURNED'
  | 'RELEASE_LEFT_OUT'
  | 'SANDBOX_LEFT_OUT'
  | 'PLUGIN_KILLED'
  | 'EVENT_SET_ASIDE'
  | 'GRAPH_NOT_SERVED'
  | 'RELEASE_NOT_SERVED'
  | 'AUDIT_BROKEN'
  | 'FIRST_PARTY_REFUSED'
  | 'HEADS_BEHIND';

/** Of these the subject is no plugin, whatever a plugin may be called: they are administrators' alone. */
export const OF_NO_PLUGIN: readonly IncidentKind[] = [
  'GRAPH_REFUSED',
  'GRAPH_PINNED',
  'EVENT_SET_ASIDE',
  'GRAPH_NOT_SERVED',
  'AUDIT_BROKEN',
  'FIRST_PARTY_REFUSED',
  'HEADS_BEHIND',
];

const IncidentSchema = defineEntity({
  name: 'Incident',
  tableName: 'incident',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(20).$type<IncidentKind>(),
    /** Plugin's name, `stable`, `sandbox`, `audit`, `policy`, `graphs`, or the topic of the event. */
    subject: p.string().length(60),
    /** Version of the release it is about; null: none in particular. */
    version: p.string().length(40).strictNullable(),
    detail: p.text(),
    /** What the hub did about it by itself; null: nothing. */
    action: p.text().strictNullable(),
    openedAt: p.datetime(3),
    /** Moment at which the same was seen last. */
    seenAt: p.datetime(3),
    closedAt: p.datetime(3).strictNullable(),
    closedBy: p.string().length(64).strictNullable(),
    /** `kind/subject/version` while it is open, else its id: of one trouble there is one open incident. */
    openKey: p.string().length(130),
  },
});

/** Something that a person should look at. */
export class Incident extends IncidentSchema.class {}
IncidentSchema.setClass(Incident);
