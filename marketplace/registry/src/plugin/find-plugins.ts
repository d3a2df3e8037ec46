import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Plugin } from './plugin.entity.ts';
import { PluginDeprecation } from './plugin-deprecation.entity.ts';

export const pluginByName = defineLoader<string, Plugin, SubgraphContext>(async (names, { em }) =>
  alignRows(names, await findRows(em, Plugin, { name: { $in: [...names] } }), ({ name }) => name),
);

export const deprecationOf = defineLoader<string, PluginDeprecation, SubgraphContext>(async (names, { em }) =>
  alignRows(names, await findRows(em, PluginDeprecation, { plugin: { $in: [...names] } }), ({ plugin }) => plugin),
);
