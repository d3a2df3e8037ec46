import type { Realm } from './realm.ts';

/** The realm of a hub whose pages are served from `origin`: sign-on sends people, and lets scripts ask, from there and from nowhere else. */
export function realmAt(realm: Realm, origin: string): Realm {
  const origins = namesOf(origin);
  const pages: Readonly<Record<string, string>> = { 'citygraph-explorer': '/', 'citygraph-console': '/console/*' };
  return {
    ...realm,
    clients: realm.clients.map((client) => {
      const path = Object.hasOwn(pages, client.clientId) ? pages[client.clientId] : undefined;
      if (path === undefined) return client;
      return { ...client, redirectUris: origins.map((one) => `${one}${path}`), webOrigins: origins };
    }),
  };
}

/** On loopback a page has two names. */
function namesOf(origin: string): string[] {
  const url = new URL(origin);
  if (url.hostname !== 'localhost') return [url.origin];
  return [url.origin, url.origin.replace('localhost', '127.0.0.1')];
}
