import { pluginConfig } from '@citygraph/plugin-sdk';

/** The hub's public endpoint; where the plugin is tried alone, that of a hub on this machine. @throws StartError that names the variable */
export function hubEndpoint(environment = process.env): string {
  return new URL('/graphql', pluginConfig(environment).hub ?? 'http://localhost:4000').href;
}
