import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Misbehaviour, Outcome, Stage } from './hostile-vendor.ts';

/** Stands in all that a vendor says and nobody may hear. */
export const LEAK = 'db-7.internal.vendor.example';

const JSON_TYPE = ['content-type: application/json'];

/** A whole response, its length said. */
export function response(
  body: string | Buffer,
  { status = '200 OK', headers = JSON_TYPE as readonly string[] } = {},
): Buffer {
  const head = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${Buffer.byteLength(body)}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

function head(...headers: readonly string[]): string {
  return ['HTTP/1.1 200 OK', ...JSON_TYPE, ...headers, '', ''].join('\r\n');
}

function plays(outcome: Outcome, play: (stage: Stage) => void): Misbehaviour {
  return { outcome, play };
}

function says(outcome: Outcome, text: (stage: Stage) => string | Buffer): Misbehaviour {
  return plays(outcome, (stage) => stage.socket.write(text(stage)));
}

function status(
  line: string,
  outcome: Outcome = 'PLUGIN_UNAVAILABLE',
  headers: readonly string[] = JSON_TYPE,
): Misbehaviour {
  return says(outcome, ({ honest }) => response(JSON.stringify(honest), { status: line, headers }));
}

function redirect(code: number, to: (stage: Stage) => string): Misbehaviour {
  return says('PLUGIN_INVALID_REPLY', (stage) =>
    response('{}', { status: `${code} Look there`, headers: [...JSON_TYPE, `location: ${to(stage)}`] }),
  );
}

function honestWith(outcome: Outcome, ...headers: readonly string[]): Misbehaviour {
  return says(outcome, ({ honest }) => response(JSON.stringify(honest), { headers }));
}

/** Writes as long as the other side reads. */
function endless(socket: Stage['socket'], piece: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** What can be done with HTTP and the sockets below it. */
export const HTTP_MISBEHAVIOURS = {
  honest: honestWith('reply', ...JSON_TYPE),

  'hang-before-headers': plays('PLUGIN_TIMEOUT', () => {}),
  'hang-within-body': says('PLUGIN_TIMEOUT', () => `${head('content-length: 100')}{"data":`),
  'drip-headers': plays('PLUGIN_TIMEOUT', ({ socket, every }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    every(10, () => socket.write('x-a: b\r\n'));
  }),
  'drip-status-line': plays('PLUGIN_TIMEOUT', ({ socket, every }) => {
    let at = 0;
    every(30, () => socket.write(`HTTP/1.1 200 ${'O'.repeat(500)}`.charAt(at++)));
  }),
  'drip-bytes': plays('PLUGIN_TIMEOUT', ({ socket, every }) => {
    socket.write(head('content-length: 1000000'));
    every(5, () => socket.write(' '));
  }),
  'drip-chunks': plays('PLUGIN_TIMEOUT', ({ socket, every }) => {
    socket.write(head('transfer-encoding: chunked'));
    every(5, () => socket.write(chunk(' ')));
  }),

  'huge-with-length': plays('PLUGIN_INVALID_REPLY', ({ socket }) => {
    socket.write(head(`content-length: ${64 * 1024 * 1024}`));
    endless(socket, ' '.repeat(65_536));
  }),
  'huge-chunked': plays('PLUGIN_INVALID_REPLY', ({ socket }) => {
    socket.write(`${head('transfer-encoding: chunked')}${chunk('{"data":{"a":"')}`);
    endless(socket, chunk('x'.repeat(65_536)));
  }),
  'huge-until-close': plays('PLUGIN_INVALID_REPLY', ({ socket }) => {
    socket.write(head('connection: close'));
    endless(socket, ' '.repeat(65_536));
  }),
  'gzip-bomb': says('PLUGIN_INVALID_REPLY', () =>
    response(gzipSync(Buffer.alloc(8 * 1024 * 1024, ' ')), { headers: [...JSON_TYPE, 'content-encoding: gzip'] }),
  ),
  'brotli-bomb': says('PLUGIN_INVALID_REPLY', () =>
    response(brotliCompressSync(Buffer.alloc(1024 * 1024, ' ')), { headers: [...JSON_TYPE, 'content-encoding: br'] }),
  ),
  'gzip-unsaid': says('PLUGIN_INVALID_REPLY', ({ honest }) => response(gzipSync(JSON.stringify(honest)))),
  'gzip-transfer': plays('PLUGIN_INVALID_REPLY', ({ socket, honest }) => {
    socket.end(`${head('transfer-encoding: gzip, chunked')}${chunk(JSON.stringify(honest))}0\r\n\r\n`);
  }),

  'redirect-to-metadata': redirect(302, () => 'http://169.254.169.254/latest/meta-data/'),
  'redirect-to-hub': redirect(307, ({ trap }) => trap),
  'redirect-for-good': redirect(308, ({ trap }) => trap),
  'redirect-as-get': redirect(303, ({ trap }) => trap),

  'reset-before-headers': plays('PLUGIN_UNAVAILABLE', ({ socket }) => void socket.resetAndDestroy()),
  'reset-within-headers': plays('PLUGIN_UNAVAILABLE', ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-', () => socket.resetAndDestroy());
  }),
  'reset-within-body': plays('PLUGIN_UNAVAILABLE', ({ socket }) => {
    socket.write(`${head('content-length: 100')}{"data":`, () => setTimeout(() => socket.resetAndDestroy(), 20));
  }),
  'end-within-body': plays('PLUGIN_UNAVAILABLE', ({ socket }) => socket.end(`${head('content-length: 100')}{"data":`)),
  'close-when-kept': plays('reply', ({ socket, honest }) => {
    socket.write(response(JSON.stringify(honest), { headers: [...JSON_TYPE, 'keep-alive: timeout=600'] }));
    // Gone as soon as somebody relies on it.
    socket.prependOnceListener('data', () => socket.resetAndDestroy());
  }),

  'status-201': status('201 Created'),
  'status-204': plays('PLUGIN_UNAVAILABLE', ({ socket }) => socket.write('HTTP/1.1 204 No Content\r\n\r\n')),
  'status-206': status('206 Partial Content'),
  'status-401': status(`401 ${LEAK}`, 'PLUGIN_UNAVAILABLE', [...JSON_TYPE, `www-authenticate: Basic realm="${LEAK}"`]),
  'status-404': status('404 Not Found'),
  'status-429': status('429 Slow down', 'PLUGIN_UNAVAILABLE', [...JSON_TYPE, 'retry-after: 999999']),
  'status-500': status(`500 ${LEAK}`),
  'status-503': status('503 Service Unavailable'),
  'status-999': status('999 Odd'),

  'type-html': honestWith('PLUGIN_INVALID_REPLY', 'content-type: text/html'),
  'type-none': honestWith('PLUGIN_INVALID_REPLY', 'x-a: b'),
  'type-twice': honestWith('PLUGIN_INVALID_REPLY', 'content-type: application/json', 'content-type: text/html'),
  'type-utf16': honestWith('PLUGIN_INVALID_REPLY', 'content-type: application/json; charset=utf-16'),
  'type-event-stream': honestWith('PLUGIN_INVALID_REPLY', 'content-type: text/event-stream'),
  'type-multipart': honestWith('PLUGIN_INVALID_REPLY', 'content-type: multipart/mixed; boundary=-'),

  'headers-of-others': honestWith(
    'reply',
    ...JSON_TYPE,
    `set-cookie: session=${LEAK}; Path=/`,
    'cache-control: public, max-age=31536000',
    'clear-site-data: "*"',
    'access-control-allow-origin: *',
    'strict-transport-security: max-age=0',
    `x-powered-by: ${LEAK}`,
    'citygraph-request-id: forged',
    'refresh: 0; url=http://169.254.169.254/',
  ),
  'too-many-headers': honestWith(
    'PLUGIN_INVALID_REPLY',
    ...JSON_TYPE,
    ...Array.from({ length: 200 }, (_, i) => `x-${i}: 1`),
  ),
  'huge-headers': honestWith('PLUGIN_INVALID_REPLY', ...JSON_TYPE, `x-a: ${'a'.repeat(20_000)}`),
  'endless-headers': plays('PLUGIN_INVALID_REPLY', ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    endless(socket, `x-a: ${'a'.repeat(1_000)}\r\n`);
  }),
  'interim-flood': plays('PLUGIN_INVALID_REPLY', ({ socket }) =>
    endless(socket, 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'),
  ),
  'interim-drip': plays('PLUGIN_INVALID_REPLY', ({ socket, every }) => {
    every(5, () => socket.write('HTTP/1.1 102 Processing\r\n\r\n'));
  }),
  continue: says('PLUGIN_UNAVAILABLE', () => 'HTTP/1.1 100 Continue\r\n\r\n'),
  upgrade: says(
    'PLUGIN_UNAVAILABLE',
    () => 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  ),

  'two-replies': says('reply', ({ honest }) => Buffer.concat([response(JSON.stringify(honest)), response(forged())])),
  'two-replies-later': plays('reply', ({ socket, honest }) => {
    socket.write(response(JSON.stringify(honest)), () => setTimeout(() => socket.write(response(forged())), 20));
  }),
  'more-than-said': says('reply', ({ honest }) =>
    Buffer.concat([response(JSON.stringify(honest)), Buffer.from('{"data":1}')]),
  ),
  'two-lengths': says('PLUGIN_INVALID_REPLY', () => `${head('content-length: 2', 'content-length: 90')}{}`),
  'length-and-chunks': says('PLUGIN_INVALID_REPLY', ({ honest }) => {
    const text = JSON.stringify(honest);
    return `${head('content-length: 4', 'transfer-encoding: chunked')}${chunk(text)}0\r\n\r\n`;
  }),
  'bad-chunks': says('PLUGIN_INVALID_REPLY', () => `${head('transfer-encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`),
  'negative-length': says('PLUGIN_INVALID_REPLY', () => `${head('content-length: -1')}{}`),
  'no-http': says('PLUGIN_INVALID_REPLY', () => `220 ${LEAK} ESMTP\r\n`),
  'tls-alert': says('PLUGIN_INVALID_REPLY', () => Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])),
  'many-trailers': plays('either', ({ socket, honest }) => {
    socket.write(`${head('transfer-encoding: chunked', 'trailer: x-a')}${chunk(JSON.stringify(honest))}0\r\n`);
    endless(socket, `x-a: ${'a'.repeat(1_000)}\r\n`);
  }),
} as const satisfies Readonly<Record<string, Misbehaviour>>;

/** For whoever takes it for the answer to the next question. */
function forged(): string {
  return JSON.stringify({ data: { hello: LEAK } });
}
