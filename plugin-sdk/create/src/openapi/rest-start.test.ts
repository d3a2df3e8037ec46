import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPlugin } from '../create-plugin.ts';

let within: string;
let folder: string;
beforeAll(async () => {
  within = await mkdtemp(join(tmpdir(), 'citygraph-rest-start-'));
  await symlink(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(within, 'node_modules'));
  const openapi = join(within, 'service.json');
  const key = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };
  const document = {
    openapi: '3.1.0',
    servers: [{ url: 'https://service.example' }],
    paths: { '/it': { get: { responses: { 200: { description: 'ok' } } } } },
    components: { securitySchemes: { key, login: { type: 'http', scheme: 'basic' } } },
    security: [{ key: [], login: [] }],
  };
  await writeFile(openapi, JSON.stringify(document));
  ({ folder } = await createPlugin({ name: 'parking', namespace: 'park', template: 'rest', openapi, within }));
});
afterAll(() => rm(within, { recursive: true }));

/** `npm start`, with nothing of our own environment. */
function start(environment: Readonly<Record<string, string>>) {
  const args = ['--conditions=@citygraph/source', '--no-warnings', 'src/main.ts'];
  const env = { PATH: process.env.PATH ?? '', CITYGRAPH_UNVERIFIED: '1', PORT: '0', ...environment };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8', timeout: 20_000 });
  return { status, said: stderr.trim().split('\n') };
}

describe('a setting of the service that cannot be is one sentence and 3', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no address', { SERVICE_URL: 'service' }, /^SERVICE_URL is service: give an address such as https:/],
    ['an address without its scheme', { SERVICE_URL: 'localhost:8080' }, /^SERVICE_URL is localhost:8080: give an/],
    ['no time', { SERVICE_TIMEOUT_MS: '2s' }, /^SERVICE_TIMEOUT_MS is 2s: give milliseconds, such as 2000\.$/],
    ['more time than a timer has', { SERVICE_TIMEOUT_MS: '3000000000' }, /^SERVICE_TIMEOUT_MS is 3000000000: /],
    ['a login without a password', { SERVICE_LOGIN: 'u' }, /^SERVICE_LOGIN has no colon: give user:password\.$/],
    ['a key with a line break', { SERVICE_API_KEY: 'k\n' }, /^SERVICE_API_KEY holds blanks, line breaks/],
  ])('%s', (_, environment, sentence) => {
    expect(start(environment)).toEqual({ status: 3, said: [expect.stringMatching(sentence)] });
  });

  it('in the language that is spoken', () => {
    const { status, said } = start({ SERVICE_URL: 'service', LANG: 'zh_CN.UTF-8' });
    expect({ status, said }).toEqual({ status: 3, said: [expect.stringMatching(/^SERVICE_URL 为 service：请填写/)] });
  });

  it('and a password in an address is not said again', () => {
    const { status, said } = start({ SERVICE_URL: 'https://me:secret@service.example' });
    expect({ status, said: said.join('\n') }).toEqual({ status: 3, said: expect.not.stringContaining('secret') });
  });
});
