export {
  CityGraphError,
  type ErrorCode,
  type HopSecret,
  type HopVerification,
  type PluginManifest,
  type Purpose,
  type ReplayCache,
  StartError,
  type Viewer,
} from '@citygraph/contract';
export { alignRows, defineLoader, groupRows } from './loader.ts';
export { type PluginConfig, pluginConfig } from './plugin/config.ts';
export {
  type ClassPlugin,
  definePlugin,
  type FieldResolver,
  type Plugin,
  type PluginCaller,
  type PluginDefinition,
  type PluginReference,
  type ResolverMap,
  type SdlPlugin,
} from './plugin/define-plugin.ts';
export { runPlugin } from './plugin/run-plugin.ts';
export { type ServePluginOptions, servePlugin } from './plugin/serve-plugin.ts';
export { type RemoteHopKeysOptions, remoteHopKeys } from './remote-hop-keys.ts';
export { type Operation, type ServedGraphql, type ServeOptions, serveGraphql } from './serve-graphql.ts';
