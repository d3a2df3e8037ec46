import { defineEntity, p } from '@mikro-orm/core';

const PluginDeprecationSchema = defineEntity({
  name: 'PluginDeprecation',
  tableName: 'plugin_deprecation',
  properties: {
    plugin: p.string().length(31).primary(),
    reason: p.text(),
    /** Name of the plugin to use instead. */
    replacement: p.string().length(31).strictNullable(),
    /** When it is withdrawn. */
    sunsetAt: p.datetime(3),
    announcedBy: p.string().length(64),
    announcedAt: p.datetime(3),
  },
});

/** A vendor's word that a plugin will end. */
export class PluginDeprecation extends PluginDeprecationSchema.class {}
PluginDeprecationSchema.setClass(PluginDeprecation);
