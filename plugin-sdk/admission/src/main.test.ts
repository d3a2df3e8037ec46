import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const works = fileURLToPath(new URL('../cases/bases/works.graphql', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'citygraph-admission-'));
afterAll(() => rmSync(folder, { recursive: true }));

const empty = join(folder, 'empty');
mkdirSync(empty);

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;
const file = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const good = file('good.graphql', `${HEAD}type Query { load: Int @sensitivity(level: "S1") }`);
const bad = file('bad.graphql', `${HEAD}type Query {\n  iov_load: Int! @sensitivity(level: "S1")\n}`);

function run(...argv: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--no-warnings', '--conditions=@citygraph/source', main, ...argv]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}
const check = (plugin: string, ...more: string[]) =>
  run('--base', works, '--plugin', plugin, '--namespace', 'iov', ...more);

describe('citygraph-admission', () => {
  it('admits a plugin whose claims were approved', async () => {
    const claims = file('claims', '# approved in May\n- Query.load\n');
    const { code, out } = await check(good, '--claims', claims, '--json');
    expect(JSON.parse(out)).toEqual({
      admitted: true,
      findings: [],
      egress: { items: [], undeclared: [], unused: [] },
    });
    expect(code).toBe(0);
  }, 60_000);

  it('says where and what is wrong, and ends with 1', async () => {
    const { code, out } = await check(bad);
    expect(out).toMatch(/bad\.graphql:5:3 {2}error NONNULL Query\.iov_load\n {4}.*\n {4}→ Make it Int\.\n/);
    expect(out).toMatch(/Refused: 1 error, 0 warnings\.\n$/);
    expect(code).toBe(1);
  }, 60_000);

  it('prints findings as JSON', async () => {
    const { code, out } = await check(bad, '--json');
    expect(JSON.parse(out).findings).toMatchObject([
      { rule: 'NONNULL', severity: 'error', coordinate: 'Query.iov_load', file: bad, line: 5, column: 3 },
    ]);
    expect(code).toBe(1);
  }, 60_000);

  it('refuses a document that is no GraphQL with its place', async () => {
    const { code, out } = await check(file('syntax.graphql', 'type {'));
    expect(out).toMatch(/syntax\.graphql:1:6 {2}error COMPOSES/);
    expect(code).toBe(1);
  });

  it('explains a rule', async () => {
    const { code, out } = await run('explain', 'nonnull');
    expect(out).toMatch(/^# NONNULL\n/);
    expect(code).toBe(0);
  });

  it.each([
    ['no flags', [], /--base is missing/],
    ['an unknown flag', ['--bsae', '.'], /--bsae/],
    [
      'a base that is not there',
      ['--base', './nowhere', '--plugin', good, '--namespace', 'iov'],
      /\.\/nowhere cannot be read \(ENOENT\)/,
    ],
    ['a base without documents', ['--base', empty, '--namespace', 'iov', '--plugin', good], /holds neither/],
    [
      'two subgraphs of one name',
      ['--base', works, '--base', works, '--plugin', good, '--namespace', 'iov'],
      /two subgraphs named works/,
    ],
    [
      'a plugin that is not there',
      ['--base', works, '--plugin', './none.graphql', '--namespace', 'iov'],
      /none\.graphql cannot be read/,
    ],
    [
      'a plugin that is a folder',
      ['--base', works, '--plugin', folder, '--namespace', 'iov'],
      /cannot be read \(EISDIR\)/,
    ],
    [
      'a plugin that is no text',
      ['--base', works, '--plugin', file('binary', Buffer.from([0xff, 0xfe, 0])), '--namespace', 'iov'],
      /is not UTF-8/,
    ],
    [
      'a manifest that is no YAML',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--manifest', file('a.yaml', 'data: [')],
      /a\.yaml is not YAML/,
    ],
    [
      'a manifest of a hub with a fault',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--manifest', file('h.yaml', 'apiVersion: v2')],
      /--manifest: .*h\.yaml: id: is missing/,
    ],
    [
      'a manifest of another shape',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--manifest', file('b.yaml', 'data: Resident.name')],
      /data is no list/,
    ],
    [
      'persons of another shape',
      [
        '--base',
        works,
        '--plugin',
        good,
        '--namespace',
        'iov',
        '--manifest',
        file('c.yaml', 'persons: { subjcet: true }'),
      ],
      /"subjcet"/,
    ],
    [
      'claims that are none',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--claims', file('d', 'Query.*')],
      /line 1: "Query\.\*"/,
    ],
    [
      'a usage that counts nothing',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--usage', file('e.yaml', 'Query.a: many')],
      /count of Query\.a/,
    ],
    [
      'a deadline that is none',
      ['--base', works, '--plugin', good, '--namespace', 'iov', '--deadline', '-1'],
      /--deadline/,
    ],
    ['a rule that is none', ['explain', 'NOTHING'], /NOTHING is no rule/],
  ])(
    'ends with 3 for %s',
    async (_, argv, message) => {
      const { code, out, err } = await run(...argv);
      expect(err).toMatch(message);
      expect(out).toBe('');
      expect(code).toBe(3);
    },
    20_000,
  );

  it('ends with 3 for a base that does not compose, which is not the plugin’s fault', async () => {
    const broken = file('broken.graphql', 'type Query { a: Nowhere }');
    const { code, err } = await run('--base', broken, '--plugin', good, '--namespace', 'iov', '--json');
    expect(err).toMatch(/does not compose by itself: .*Nowhere/);
    expect(code).toBe(3);
  }, 60_000);
});
