export { alignRows, defineLoader, groupRows } from './loader.ts';
export { type RemoteHopKeysOptions, remoteHopKeys } from './remote-hop-keys.ts';
export { type Operation, type ServedGraphql, type ServeOptions, serveGraphql } from './serve-graphql.ts';
