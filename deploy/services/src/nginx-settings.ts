import { readFileSync } from 'node:fs';
import { KEPT, LOOKED_AT_AGAIN, MEDIA_TYPES, pageHeaders, publishedFiles } from '@citygraph/all-in-one';
import type { ProcessFiles } from './settings-of.ts';

/** Folders that hold what the page's server gives out. */
export interface Rooms {
  /** What is generated: `settings.json`, and the files of the contract in `published/`. */
  readonly generated: string;
  /** The explorer's page, built. */
  readonly explorer: string;
  /** `site/` in it is the documentation, once `npm run docs` has built it. */
  readonly docs: string;
  /** Its pages as they are written. */
  readonly pages: string;
}

/** Where `compose.yaml` mounts them. */
export const IN_CONTAINER: Rooms = {
  generated: '/etc/nginx/conf.d',
  explorer: '/usr/share/nginx/html',
  docs: '/usr/share/nginx/docs',
  pages: '/usr/share/nginx/pages',
};

export interface NginxOptions {
  /** Origin of the gateway. */
  readonly endpoint: string;
  readonly issuer: string;
  /** `80`, or `127.0.0.1:8080`. */
  readonly listen?: string;
  readonly rooms?: Rooms;
}

/** The explorer's page on an origin of its own and the documentation beside it, as `serveExplorer` gives them out. */
export function nginxSettings({ endpoint, issuer, listen = '80', rooms = IN_CONTAINER }: NginxOptions): string {
  const { generated, explorer, docs, pages } = rooms;
  const page = pageHeaders(endpoint, new URL(issuer).origin);
  const words = pageHeaders();
  const open = { ...words, 'access-control-allow-origin': '*' };
  return [
    `map $request_uri $kept { ~assets/ "${KEPT}"; default "${LOOKED_AT_AGAIN}"; }`,
    'server {',
    `  listen ${listen};`,
    '  server_tokens off;',
    '  absolute_redirect off;',
    `  types { ${mediaTypes()} }`,
    '  charset utf-8;',
    '  charset_types text/javascript text/css text/plain;',
    ...room('= /explorer/settings.json', page, [`alias ${generated}/settings.json;`], 'no-store'),
    ...room('/explorer/', page, [`alias ${explorer}/;`]),
    ...room('= /', page, [`root ${explorer};`, 'try_files /index.html =404;']),
    '  location = /docs { return 308 /docs/; }',
    // First the files of the contract, then the site as it was built; as long as nobody did, its pages as they were written.
    ...room('~ ^/docs/(?:schemas|vectors)/', open, [
      `root ${generated}/published;`,
      'rewrite ^/docs/(.*)$ /$1 break;',
      'try_files $uri =404;',
    ]),
    ...room('/docs/', words, [
      `root ${docs}/site;`,
      'rewrite ^/docs/(.*/)?$ /$1index.html break;',
      'rewrite ^/docs/(.*)$ /$1 break;',
      'try_files $uri @written;',
    ]),
    ...room('@written', words, [`root ${pages};`, 'rewrite ^(.*)\\.html$ $1.md break;', 'return 404;']),
    '  location / { return 404; }',
    '}',
    '',
  ].join('\n');
}

/** Whatever a place adds takes the place of all that was said above it: each says its headers whole. */
const room = (
  at: string,
  headers: Readonly<Record<string, string>>,
  lines: readonly string[],
  cache = '$kept',
): string[] => [
  `  location ${at} {`,
  ...Object.entries(headers).map(([name, value]) => `    add_header ${name} "${value}" always;`),
  `    add_header cache-control "${cache}";`,
  ...lines.map((line) => `    ${line}`),
  '  }',
];

const mediaTypes = (): string =>
  Object.entries(MEDIA_TYPES)
    .map(([end, type]) => `${type.split(';')[0]} ${end.slice(1)};`)
    .join(' ');

/** The files of the contract where nginx finds them: it reads no checkout. */
export const publishedCopies = (): ProcessFiles =>
  Object.fromEntries(
    Object.entries(publishedFiles).map(([path, file]) => [`published/${path}`, readFileSync(file, 'utf8')]),
  );
