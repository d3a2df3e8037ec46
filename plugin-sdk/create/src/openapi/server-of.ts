import { listOf, type OpenApiDocument, partOf, textOf } from './document.ts';

export const NO_SERVER = 'http://127.0.0.1:8080';

/** Where the service is: the first of its servers, its variables at their defaults; relative to where the document came from. */
export function serverOf({ root, from }: OpenApiDocument, servers: unknown = root.servers): string {
  const server = partOf(listOf(servers)[0]);
  const variables = partOf(server.variables);
  const said = textOf(server.url).replace(/\{([^}]+)\}/g, (_, name: string) => textOf(partOf(variables[name]).default));
  const url = URL.parse(said, /^https?:/i.test(from) ? from : undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return NO_SERVER;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
