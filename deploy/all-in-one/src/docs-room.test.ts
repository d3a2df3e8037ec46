import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagesFolder } from '@citygraph/docs-site';
import { afterEach, expect, it } from '@jest/globals';
import { cityDocs, docsRoom, SUBSCRIBE_PAGE } from './docs-room.ts';
import { type StaticSite, staticSite } from './static-site.ts';

const NOBODY_BUILT_IT = new URL('file:///nonexistent/');
let server: Server;
afterEach(() => void server.close());

async function ask(built: URL, path: string) {
  return askOf(docsRoom(staticSite(built, {}), staticSite(pagesFolder, {}), { serve: async () => false }), path);
}

async function askOf(room: StaticSite, path: string) {
  server = createServer(async (req, res) => {
    if (!(await room.serve((req.url ?? '').slice(1), req, res))) res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

it.each([
  `${SUBSCRIBE_PAGE}?plugin=aqi`.split('?')[0] ?? '',
  'apps/errors.html',
  'vendors/publishing.html',
  'zh/apps/plans.html',
  'index.html',
])('shows %s as it was written to who never built the site', async (path) => {
  const { status, type, text } = await ask(NOBODY_BUILT_IT, path);
  expect([status, type]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(text.length).toBeGreaterThan(200);
});

it('says how to subscribe where NOT_SUBSCRIBED links to', async () => {
  expect((await ask(NOBODY_BUILT_IT, SUBSCRIBE_PAGE)).text).toContain('citygraph app subscribe');
});

it('shows nothing that is no page, and nothing beside the pages', async () => {
  for (const path of ['apps/none.html', '..%2f..%2fpackage.json', '../../package.json', 'apps/plans.md.html']) {
    expect([path, (await ask(NOBODY_BUILT_IT, path)).status]).toEqual([path, 404]);
    server.close();
  }
});

it.each([
  ['schemas/manifest/v1.json', /"title": "CityGraph plugin manifest/],
  ['schemas/command-envelope/v1.json', /"\$id"/],
  ['vectors/hop.json', /"cases"/],
  ['vectors/manifest.json', /"cases"/],
  ['vectors/signed-document.json', /"canonical"/],
])('serves %s to programs and editors of any language', async (path, holds) => {
  const { status, type, text } = await askOf(cityDocs({}), path);
  expect([status, type]).toEqual([200, 'application/json']);
  expect(text).toMatch(holds);
  expect(() => JSON.parse(text)).not.toThrow();
});
