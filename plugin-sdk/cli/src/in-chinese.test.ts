import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMAND_NAMES, COMMANDS } from './command-table.ts';
import { MANIFEST, SDL, writeSmallCity } from './testing/a-plugin.ts';
import { type Desk, openDesk } from './testing/desk.ts';
import { json } from './testing/fake-hub.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** What people type, and what programs are called; said as it is in every language. */
const CODE =
  /\bcitygraph( [a-z]+)*( (--[a-z-]+|[A-Z_]+|@[\w/.-]+))*|node src\/main\.ts|npm (install|test|run dev)( --?[a-z-]+)*( @[\w/-]+)?|--[a-z-]+( [a-z]+)?|"(\\.|[^"\\])*"|\/[^\s：，。）]+|https?:\S+/g;

const NAMES = new RegExp(COMMAND_NAMES.filter((name) => name.includes(' ')).join('|'), 'g');

/** A clause of English: two words of it, one after the other. */
const clausesIn = (text: string): string[] =>
  text
    .replace(CODE, '·')
    .replace(NAMES, '·')
    .match(/[A-Za-z’']{2,} [a-z’']{2,}[^\n]*/g) ?? [];

async function saidInChinese(argv: readonly string[]): Promise<string> {
  const { exit, out, err } = await desk.run([...argv, '--locale', 'zh-CN', '--hub', desk.hub.origin]);
  expect(exit).not.toBe(0);
  return `${out}${err}`;
}

/** Manifests with every kind of fault that there is, and a word of what is said of it. */
const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ['a field that is mistyped', MANIFEST.replace('licence:', 'license:'), /您是否要写 licence/],
  ['a field that nobody knows', `${MANIFEST}zzzzzzzz: 1\n`, /不是清单的字段。可用的有/],
  ['a field that is missing', MANIFEST.replace(/^version.*\n/m, ''), /version：缺失/],
  ['another format', MANIFEST.replace('citygraph.dev/v1', 'v2'), /必须是 "citygraph\.dev\/v1"/],
  ['a purpose nobody knows', withData('class: S3, purpose: fun, retentionDays: 1'), /必须是以下之一/],
  ['a class that is not shared', withData('class: I'), /S1 无需许可/],
  ['a number that is too small', withData('class: S2, retentionDays: -1'), /大于或等于 0/],
  ['a number that is too large', withData('class: S2, retentionDays: 9999'), /小于或等于 3650/],
  ['a share of nothing', `${MANIFEST}slo: { errorPct: 0 }\n`, /大于 0/],
  ['an address that is none', MANIFEST.replace('help@aqi.example.com', 'help'), /不符合格式 email/],
  ['a namespace in another form', MANIFEST.replace('namespace: aqi', 'namespace: A-Q'), /不符合形式/],
  ['no region', MANIFEST.replace('[CN-JL]', '[]'), /少于 1 项/],
  ['too many regions', MANIFEST.replace('[CN-JL]', `[${regions(21)}]`), /超过 20 项/],
  ['a region twice', MANIFEST.replace('[CN-JL]', '[CN-JL, CN-JL]'), /有两项相同/],
  ['an empty title', MANIFEST.replace('en: Air quality }', "en: '' }"), /少于 2 个字符/],
  ['a long title', MANIFEST.replace('en: Air quality }', `en: ${'a'.repeat(61)} }`), /超过 60 个字符/],
  ['text for a list', MANIFEST.replace('[AdminDivision]', 'AdminDivision'), /必须是列表/],
  ['a list for text', MANIFEST.replace('licence: Apache-2.0', 'licence: [a]'), /必须是文字/],
  ['text for a map', MANIFEST.replace(/^runtime:\n.*\n.*\n/m, 'runtime: here\n'), /必须是映射/],
  ['half a number', withData('class: S2, retentionDays: 1.5'), /必须是整数/],
  ['text for a number', `${MANIFEST}slo: { errorPct: few }\n`, /必须是数字/],
  ['text for a yes', withPersons('{ subject: maybe }'), /必须是 true 或 false/],
  ['an argument that is none', withPersons('{ arguments: { x: Resident.id } }'), /不是参数/],
  ['another publisher', MANIFEST.replace('publisher: airlab', 'publisher: other'), /写的发布者不是 other/],
  [
    'a coordinate twice',
    MANIFEST.replace('data: []', `data: [${permission('class: S2')}, ${permission('class: S2')}]`),
    /写了两次/,
  ],
  ['nothing in it', '', /必须是映射/],
  ['a bracket that stays open', 'id: [a\nb', /这不是 YAML：/],
  ['a key twice', `${MANIFEST}licence: MIT\n`, /这不是 YAML：同一映射中的键重复/],
  ['an alias of nothing', 'id: *x\n', /这不是 YAML：别名/],
  ['a tab', 'id:\n\ta: 1\n', /这不是 YAML：/],
];

function permission(said: string): string {
  return `{ ${said}, coordinate: Place.kind, reason: { zh: 选址, en: Siting } }`;
}
function withData(said: string): string {
  return MANIFEST.replace('data: []', `data: [${permission(said)}]`);
}
function withPersons(said: string): string {
  return MANIFEST.replace('data: []', `data: []\n  persons: ${said}`);
}
function regions(count: number): string {
  return Array.from({ length: count }, (_, index) => `CN-${String(index).padStart(2, '0')}`).join(', ');
}

describe('somebody who reads Chinese', () => {
  it.each(COMMAND_NAMES.map((name) => [name] as const))(
    'is told how to use %s without a clause of English',
    async (name) => {
      const { exit, out, err } = await desk.run([...name.split(' '), '--help', '--locale', 'zh-CN']);
      const { command } = await COMMANDS[name]();
      // A line that is typed is typed so in every language.
      const said = command.examples.reduce((text, [line]) => text.replace(`$ ${line}`, '·'), `${out}${err}`);
      expect([exit, clausesIn(said)]).toEqual([0, []]);
      for (const [, { en, zh }] of command.examples) {
        expect(out).toContain(zh);
        expect(out).not.toContain(`# ${en}`);
      }
    },
  );

  it.each(BROKEN)('is told of a manifest with %s without a clause of English', async (_, manifest, word) => {
    await desk.tidy();
    await desk.write('citygraph.yaml', manifest);
    await desk.write('schema.graphql', SDL);
    const said = await saidInChinese(['plugin', 'check']);
    expect(said).toMatch(word);
    expect(clausesIn(said)).toEqual([]);
  });

  const project = async () => {
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
  };

  interface Told {
    readonly of: string;
    readonly argv: readonly string[];
    readonly says: RegExp;
    readonly set?: () => Promise<unknown>;
  }
  const init = (...argv: readonly string[]) => ['plugin', 'init', ...argv];
  const told: readonly Told[] = [
    { of: 'a template that is none', argv: init('aqi', '--template', 'enttiy'), says: /没有模板.*您是否要写 entity/ },
    { of: 'an entity that is none', argv: init('aqi', '--entity', 'Plase'), says: /没有插件可以扩展的实体.*Place/ },
    { of: 'a name that is reserved', argv: init('government'), says: /是城市的一个部门|已保留/ },
    { of: 'a name that is none', argv: init('A Q I'), says: /不能用作 name.*您是否要写/ },
    { of: 'a folder that is full', argv: init('aqi'), says: /不是空目录/, set: () => desk.write('aqi/file', '') },
    {
      of: 'a document that is none',
      argv: init('aqi', '--openapi', 'a.yaml'),
      says: /不是 OpenAPI 3 文档/,
      set: () => desk.write('a.yaml', 'swagger: "2.0"'),
    },
    {
      of: 'a document of nothing',
      argv: init('aqi', '--openapi', 'a.yaml'),
      says: /只转换 GET 和 POST/,
      set: () => desk.write('a.yaml', 'openapi: 3.0.0\npaths: { /a: { delete: {} } }'),
    },
    { of: 'a snapshot that is none', argv: init('aqi', '--schema', '.'), says: /没有 <名称>\.graphql/ },
    { of: 'a flag without its value', argv: init('aqi', '--entity'), says: /需要一个值/ },
    { of: 'a number that is none', argv: ['app', 'list', '--last', 'many'], says: /需要整数/ },
    { of: 'a number out of range', argv: ['app', 'list', '--last', '101'], says: /最大为 100/ },
    { of: 'a flag alone', argv: ['app', 'check', '--plugin', 'aqi'], says: /需要同时给出/ },
    {
      of: 'flags that exclude each other',
      argv: ['grant', 'list', '--plugin', 'aqi', '--app', 'app-a'],
      says: /不能同时给出/,
    },
    {
      of: 'a document that is a folder',
      argv: ['plugin', 'build'],
      says: /它不是文件/,
      set: async () => {
        await desk.write('citygraph.yaml', MANIFEST);
        await mkdir(join(desk.folder, 'schema.graphql'));
      },
    },
    {
      of: 'a document that is no text',
      argv: ['plugin', 'build'],
      says: /它不是 UTF-8/,
      set: async () => {
        await desk.write('citygraph.yaml', MANIFEST);
        await desk.write('schema.graphql', new Uint8Array([0xff, 0xfe, 0x41]));
      },
    },
    {
      of: 'a ledger that is half-written',
      argv: ['ledger', 'verify', 'ledger-00000001.jsonl', '--keys', 'keys.json'],
      says: /这不是归档中的一行/,
      set: async () => {
        await desk.write('keys.json', JSON.stringify(PUBLIC_KEY));
        await desk.write('ledger-00000001.jsonl', '{"ledger":');
      },
    },
    { of: 'tests that fail', argv: ['plugin', 'test'], says: /npm test 以 \d+ 结束/, set: project },
  ];

  it.each<[string, readonly string[], RegExp, () => Promise<unknown>]>([
    [
      'a plugin without a stable release',
      ['release', 'rollback', '--plugin', 'aqi', '--reason', '有误', '--emergency', '--yes'],
      /aqi 的稳定版/,
      async () => {
        await desk.signIn();
        desk.hub.on('pluginReleases', { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } });
      },
    ],
    [
      'granted names that are none',
      ['plugin', 'check'],
      /内容不是 {"publisher"/,
      async () => {
        await project();
        await writeSmallCity(join(desk.folder, '.citygraph/schema'));
        await desk.write('citygraph.names.json', '{}');
      },
    ],
  ])('is told of %s without a clause of English', async (_, argv, says, set) => {
    await desk.tidy();
    await set();
    const said = await saidInChinese(argv);
    expect(said).toMatch(says);
    expect(clausesIn(said)).toEqual([]);
  });

  it('is told of a sign-on that ends no sign-in without a clause of English', async () => {
    await desk.tidy();
    await desk.signIn();
    desk.hub.instead('/realms/citygraph/.well-known/openid-configuration', (_, res) =>
      json(res, 200, { issuer: desk.hub.issuer, token_endpoint: `${desk.hub.issuer}/token` }),
    );
    const { out, err } = await desk.run(['auth', 'logout', '--locale', 'zh-CN']);
    expect(err).toContain('它没有给出撤销地址');
    expect(clausesIn(`${out}${err}`)).toEqual([]);
  });

  it.each(told.map((one) => [one.of, one] as const))('is told of %s without a clause of English', async (_, one) => {
    await desk.tidy();
    await one.set?.();
    const said = await saidInChinese(one.argv);
    expect(said).toMatch(one.says);
    // What npm prints is npm's.
    expect(clausesIn(said.replace(/^npm (error|ERR!).*$/gm, ''))).toEqual([]);
  });

  it('is told of a check that is red, and of a port that is taken, without a clause of English', async () => {
    await desk.tidy();
    await project();
    await desk.write('schema.graphql', SDL.replace('aqi_index: Int ', 'aqi_index: Int! '));
    await writeSmallCity(join(desk.folder, '.citygraph/schema'));
    const said = await saidInChinese(['plugin', 'check']);
    expect(said).toMatch(/NONNULL.*\n.*插件一旦中断/);
    expect(clausesIn(said)).toEqual([]);
    const taken = await saidInChinese(['plugin', 'dev', '--port', new URL(desk.hub.origin).port]);
    expect(taken).toMatch(/端口 \d+ 正被其他程序占用/);
    expect(clausesIn(taken)).toEqual([]);
  });
});

/** Of an example of RFC 8032. */
const PUBLIC_KEY = { kty: 'OKP', crv: 'Ed25519', kid: 'a', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
