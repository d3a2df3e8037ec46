import { defineEntity, p } from '@mikro-orm/core';

/** Counts of one release in a slot, or in an hour: the same columns, so that hours are sums of slots. */
const counts = {
  calls: p.bigint('number'),
  failed: p.bigint('number'),
  invalid: p.bigint('number'),
  /** Calls by `LATENCY_EDGES_MS`: up to 5 ms, up to 10 ms, … more than 3 s. */
  l0: p.bigint('number'),
  l1: p.bigint('number'),
  l2: p.bigint('number'),
  l3: p.bigint('number'),
  l4: p.bigint('number'),
  l5: p.bigint('number'),
  l6: p.bigint('number'),
  l7: p.bigint('number'),
  l8: p.bigint('number'),
  l9: p.bigint('number'),
  l10: p.bigint('number'),
};

const ReleaseHealthSchema = defineEntity({
  name: 'ReleaseHealth',
  tableName: 'release_health',
  properties: {
    plugin: p.string().length(31).primary(),
    release: p.string().length(64).primary(),
    /** Beginning of ten seconds, by the registry's clock. */
    slot: p.datetime(3).primary(),
    ...counts,
  },
});

/** How a release has answered all gateways in ten seconds; kept for a day. */
export class ReleaseHealth extends ReleaseHealthSchema.class {}
ReleaseHealthSchema.setClass(ReleaseHealth);

const ServiceLevelHourSchema = defineEntity({
  name: 'ServiceLevelHour',
  tableName: 'service_level_hour',
  properties: {
    plugin: p.string().length(31).primary(),
    release: p.string().length(64).primary(),
    hour: p.datetime(3).primary(),
    ...counts,
  },
});

/** The same in an hour; kept for 90 days. */
export class ServiceLevelHour extends ServiceLevelHourSchema.class {}
ServiceLevelHourSchema.setClass(ServiceLevelHour);

export const LATENCY_COLUMNS = ['l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8', 'l9', 'l10'] as const;
