import { defineEntity, p } from '@mikro-orm/core';

const PluginSchema = defineEntity({
  name: 'Plugin',
  tableName: 'plugin',
  properties: {
    /** Name of its subgraph, `^[a-z][a-z0-9-]{2,30}$`. */
    name: p.string().length(31).primary(),
    /** `city.airlab.aqi`; unique. */
    id: p.string().length(80),
    publisherId: p.string().length(40),
    namespace: p.string().length(31),
    /** English, as of the newest release that everybody was served; before the first, of the one that made it. */
    title: p.string().length(120),
    description: p.text(),
    /** The same in Chinese; null: nobody said it. */
    titleZh: p.string().length(120).nullable(),
    descriptionZh: p.text().nullable(),
    /** Why its fields are null; null: it is served. */
    disabled: p.text().strictNullable(),
    disabledBy: p.string().length(64).strictNullable(),
    disabledAt: p.datetime(3).strictNullable(),
    /** Its key of the hop is `<name>.<channel>.<number>`; a higher number is a new key. */
    hopKeyNumber: p.integer(),
    createdAt: p.datetime(3),
    version: p.integer(),
  },
});

/** A stranger's subgraph, through all its releases. */
export class Plugin extends PluginSchema.class {}
PluginSchema.setClass(Plugin);
