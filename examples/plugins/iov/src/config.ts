/** The hub's public endpoint: the SDK refuses a start without `CITYGRAPH_HUB`, unless the plugin is tried alone. */
export function hubEndpoint({ CITYGRAPH_HUB } = process.env): string {
  return new URL('/graphql', CITYGRAPH_HUB ?? 'http://localhost:4000').href;
}
