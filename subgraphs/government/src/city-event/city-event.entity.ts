import { defineEntity, p } from '@mikro-orm/core';

export const EVENT_STATUSES = ['OPEN', 'IN_HAND', 'CLOSED'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

const CityEventSchema = defineEntity({
  name: 'CityEvent',
  tableName: 'city_event',
  properties: {
    id: p.string().length(40).primary(),
    /** GB/T 30428.2, see city-event.rules.ts. */
    categoryCode: p.string().length(5),
    /** CGCS2000 degrees. */
    longitude: p.double().$type<number>(),
    latitude: p.double().$type<number>(),
    description: p.text(),
    placeId: p.string().length(40).strictNullable(),
    /** Division of the nearest place, however far: whose event it is. */
    divisionCode: p.string().length(12).strictNullable(),
    status: p.string().length(10).$type<EventStatus>(),
    reportedAt: p.datetime(3),
    /** OIDC `sub` of the reporter. */
    reportedBy: p.string().length(64),
    takenUpAt: p.datetime(3).strictNullable(),
    /** The agency that took it up or put it right. */
    handledByUscc: p.string().length(18).strictNullable(),
    closedAt: p.datetime(3).strictNullable(),
    /** What was done, in the officer's words. */
    outcome: p.text().strictNullable(),
  },
});

export class CityEvent extends CityEventSchema.class {}
CityEventSchema.setClass(CityEvent);
