import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createAdmission } from '@citygraph/admission';
import { manifestFaults, type PluginManifest } from '@citygraph/contract';
import { definePlugin, servePlugin } from '@citygraph/plugin-sdk';
import { type Answered, bundledCitySchema, type PluginUnderTest, testPlugin } from '@citygraph/plugin-testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, graphql, parse, validate } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { firstField } from './first-field.ts';
import { pageFiles } from './page-files.ts';
import { commandFacts } from './reference/commands-page.ts';
import { commandLines } from './snippets/command-lines.ts';
import { putFile } from './snippets/put-file.ts';
import { readPages } from './snippets/read-pages.ts';
import { readSnippets, type Snippet } from './snippets/read-snippets.ts';
import { commandFault, type Known } from './testing/command-faults.ts';
import { readCurl } from './testing/curl.ts';
import { hopVerdicts } from './testing/hop-verdicts.ts';
import { limitedAnswers, withoutCounts } from './testing/limited-answers.ts';
import { type Desk, openDesk, pluginIn } from './testing/plugin-of-pages.ts';
import { type Ended, runPluginTests } from './testing/run-child.ts';

/** Chinese pages have the same snippets (pages.test.ts), so the English ones stand for both. */
const snippets = readPages()
  .filter(({ language }) => language === 'en')
  .flatMap(({ path, text }) => readSnippets(path, text));

/** What a block may be said to be; each kind has its test below. */
const KINDS = {
  commands: /^sh$/,
  question: /^graphql( ask( as=[\w-]+)?)?$/,
  document: /^graphql (right|wrong=[A-Z_]+)$/,
  definition: /^graphql schema\.graphql$/,
  ofTheHub: /^graphql hub-request$/,
  json: /^json (answer|error|variables)$/,
  pluginFile: /^ts (src|test)\/[\w./-]+\.ts$/,
  client: /^ts [\w-]+\.ts$/,
  classFile: /^(ts|json) classes [\w./-]+$/,
  manifest: /^yaml citygraph\.yaml$/,
  manifestPart: /^yaml part$/,
  service: /^yaml [\w-]+\.openapi\.yaml$/,
  python: /^python [\w-]+\.py$/,
  headers: /^http$/,
} as const;

const said = ({ language, is }: Snippet): string => [language, is].filter(Boolean).join(' ');
const of = (kind: keyof typeof KINDS): Snippet[] => snippets.filter((snippet) => KINDS[kind].test(said(snippet)));
const named = (list: readonly Snippet[]): [string, Snippet][] =>
  list.map((snippet) => [`${snippet.page}:${snippet.line}`, snippet]);
const behind = (snippet: Snippet, is: RegExp): Snippet | undefined => {
  const next = snippets[snippets.indexOf(snippet) + 1];
  return next && next.page === snippet.page && is.test(said(next)) ? next : undefined;
};
const house = fileURLToPath(new URL('../../../', import.meta.url));
const textOf = (path: string): string => readFileSync(join(house, path), 'utf8');
const city = bundledCitySchema();

let desk: Desk;
let folder: string;
let hub: PluginUnderTest;
let schema: GraphQLSchema;
let known: Known;

beforeAll(async () => {
  desk = await openDesk();
  const [create = ''] = (await firstField()).commands;
  folder = await desk.create(create);
  for (const snippet of [...of('definition'), ...of('pluginFile')]) await putFile(folder, snippet);
  hub = await testPlugin(await pluginIn(folder));
  const { data } = await hub.query(getIntrospectionQuery(), {}, { as: 'admin' });
  schema = buildClientSchema(data as never);
  const documents = [
    'plugin-sdk/cli/README.md',
    'plugin-sdk/create/templates/every/README.md',
    'plugin-sdk/create/templates/rest/src/config.ts',
    'plugin-sdk/create/src/openapi/read-credentials.ts',
  ].map(textOf);
  const scripts = [textOf('plugin-sdk/create/templates/every/plugin.package.json'), textOf('package.json')];
  known = {
    commands: await commandFacts('en'),
    scripts: scripts.flatMap((text) => Object.keys(JSON.parse(text).scripts)),
    isVariable: (name) => documents.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
  };
}, 240_000);
afterAll(async () => {
  await hub?.close();
  await desk?.close();
});

it('knows every block of every page for what it is', () => {
  const unknown = snippets.filter((snippet) => !Object.values(KINDS).some((kind) => kind.test(said(snippet))));
  expect(unknown.map((snippet) => `${snippet.page}:${snippet.line} ${said(snippet)}`)).toEqual([]);
  expect(Object.keys(KINDS).filter((kind) => of(kind as keyof typeof KINDS).length === 0)).toEqual([]);
});

it.each(named(of('commands')))('%s: every line is understood', async (_, { text }) => {
  for (const line of commandLines(text)) {
    if (line.startsWith('curl ')) await askAs(line);
    else expect([line, commandFault(line, known)]).toEqual([line, null]);
  }
});

it('a new plugin’s own README says commands that are understood, with all that they need', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const indented = [...readme.matchAll(/^ {4}(np[mx] [^#\n]+)/gm)].map(([, line = '']) => line.trim());
  const quoted = [...readme.matchAll(/`(np[mx] [^`]+)`/g)].map(([, line = '']) => line);
  expect(indented.length + quoted.length).toBeGreaterThan(8);
  for (const line of [...indented, ...quoted]) expect([line, commandFault(line, known)]).toEqual([line, null]);
});

/** Of the hub: what is asked must be answered there. Of a plugin: the path must be served. */
async function askAs(line: string): Promise<void> {
  const { url, headers, body } = readCurl(line);
  if (url.origin === 'http://localhost:4001') {
    const served = await servePlugin(await pluginIn(folder), {
      host: '127.0.0.1',
      port: 0,
      hub: null,
      secrets: [],
      signals: false,
      log: () => {},
    });
    const { status } = await fetch(new URL(url.pathname, served.url));
    await served.close();
    expect([line, status]).toEqual([line, 200]);
    return;
  }
  expect(['http://localhost:4000/graphql', 'https://hub.example/graphql']).toContain(url.href);
  const unknown = Object.keys(headers).filter(
    (name) => !['authorization', 'content-type', 'citygraph-channel', 'citygraph-app-key'].includes(name),
  );
  expect(unknown).toEqual([]);
  const { query } = JSON.parse(body ?? '') as { query: string };
  const { errors } = await hub.query(query, {}, headers.authorization ? { as: 'parent' } : {});
  expect([line, errors]).toEqual([line, []]);
}

const answers = new Map<Snippet, Answered>();

describe('a question', () => {
  it.each(named(of('question')))('%s is one that the city’s schema allows', (_, { text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(named(of('question').filter(({ is }) => is.startsWith('ask'))))('%s is answered', async (_, snippet) => {
    const as = /as=([\w-]+)/.exec(snippet.is)?.[1];
    const variables = behind(snippet, /^json variables$/)?.text ?? '{"code":"220104"}';
    const answer = await hub.query(snippet.text, JSON.parse(variables), as ? { as } : {});
    answers.set(snippet, answer);
    if (!behind(snippet, /^json error$/)) expect(answer.errors).toEqual([]);
    expect(answer.data).toBeTruthy();
  });

  it.each(named(of('json')))('%s is what belongs to what stands before it', async (_, { text, page, line, is }) => {
    const value: unknown = JSON.parse(text);
    const before = snippets.filter((one) => one.page === page && one.line < line).at(-1);
    if (is === 'variables') {
      expect(Object.keys(value as object).every((name) => before?.text.includes(`$${name}:`))).toBe(true);
    } else if (before && answers.has(before)) {
      const answer = answers.get(before);
      if (is === 'answer') expect(answer?.data).toEqual(value);
      else expect(answer?.errors).toMatchObject(value as object[]);
    } else {
      const { query } = JSON.parse(readCurl(before?.text ?? '').body ?? '') as { query: string };
      expect((await hub.query(query)).data).toEqual(value);
    }
  });
});

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
`;

describe('a document', () => {
  const admission = createAdmission({ deadlineMs: 60_000 });
  afterAll(() => admission.close());

  it.each(named(of('document')))(
    '%s is judged as its page says',
    async (_, { text, is }) => {
      const declared = /^# data: \[(.*)\]$/m.exec(text)?.[1]?.split(', ') ?? [];
      const { admitted, findings } = await admission.judge({
        base: city.subgraphs.map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.internal/graphql` })),
        plugin: {
          name: 'aqi',
          url: 'https://aqi.airlab.example/graphql',
          sdl: text.includes('@link(') ? text : HEAD + text,
        },
        namespace: 'aqi',
        claims: [],
        manifest: { data: declared },
      });
      const rule = is.split('=')[1];
      expect({ admitted, rules: findings.map((finding) => finding.rule) }).toEqual({
        admitted: rule === undefined,
        rules: rule === undefined ? [] : [rule],
      });
    },
    120_000,
  );

  it.each(named(of('ofTheHub')))('%s is answered by what the page’s schema makes', async (_, snippet) => {
    const typeDefs = of('document').find(({ page }) => page === snippet.page)?.text ?? '';
    const plugin = definePlugin({
      manifest: manifestOf(),
      typeDefs,
      resolvers: { AdminDivision: { aqi_index: ({ code }: { code: string }) => Number(code.slice(-2)) } },
      references: { AdminDivision: ({ code }) => ({ code }) },
    });
    const variableValues = JSON.parse(behind(snippet, /^json variables$/)?.text ?? '');
    const { data, errors } = await graphql({
      schema: await plugin.schema(),
      source: snippet.text,
      variableValues,
      contextValue: {},
    });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual({ _entities: [{ aqi_index: 4 }, { aqi_index: 2 }] });
  });
});

const manifestOf = (): PluginManifest => parseYaml(of('manifest')[0]?.text ?? '') as PluginManifest;

describe('a manifest', () => {
  it('is one, whole', () => {
    expect(of('manifest').map(({ text }) => manifestFaults(parseYaml(text)))).toEqual([[]]);
  });

  it.each(named(of('manifestPart')))('%s fits into it', (_, { text }) => {
    expect(manifestFaults({ ...manifestOf(), ...(parseYaml(text) as object) })).toEqual([]);
  });
});

/** Tests that the pages have, and those that a plugin over a service begins with. */
const [OF_THE_PAGES, OVER_A_SERVICE] = [6, 8];

describe('code', () => {
  let own: string;
  let ended: Ended;
  beforeAll(async () => {
    const [service] = of('service');
    const create = of('commands')
      .flatMap(({ text }) => commandLines(text))
      .find((line) => line.includes('--openapi'));
    const document = join(desk.folder, service?.is ?? '');
    await writeFile(document, service?.text ?? '');
    own = await desk.create((create ?? '').replace(service?.is ?? '', document));
    ended = await runPluginTests(desk.folder, [folder, own]);
  }, 240_000);

  it('of a plugin passes the tests that the pages have for it', () => {
    const { code, text } = ended;
    expect([code, code === 0 ? '' : text]).toEqual([0, '']);
    expect(/^ℹ pass (\d+)$/m.exec(text)?.[1]).toBe(String(OF_THE_PAGES + OVER_A_SERVICE));
  });

  it('over a service is what its page says, and passes its tests', () => {
    const sdl = readFileSync(join(own, 'schema.graphql'), 'utf8');
    expect(sdl).toMatch(/parking_listGarages\([^)]*zone: String\s*\): \[ParkingGarage/);
    expect(ended.text).toMatch(/^✔ the service is asked, and the city answers with what it says/m);
    expect(ended.code).toBe(0);
  });

  it('of classes makes a schema and answers', async () => {
    const [page] = of('classFile');
    const create = of('commands').find((snippet) => snippet.page === page?.page);
    const own = await desk.create(commandLines(create?.text ?? '')[0] ?? '');
    for (const file of await pageFiles(page?.page ?? '')) await putFile(own, file);
    const classes = await pluginIn(own);
    expect(await classes.sdl()).toContain('air_reading: AirReading @sensitivity(level: "S1")');
    const at = await testPlugin(classes);
    const { data, errors } = await at.query('{ adminDivision(code: "220104") { name air_reading { value } } }');
    await at.close();
    expect({ data, errors }).toEqual({
      data: { adminDivision: { name: '朝阳区', air_reading: { value: expect.any(Number) } } },
      errors: [],
    });
  }, 120_000);

  it.each(named(of('client')))('%s asks the hub', async (_, { is, text }) => {
    const file = join(folder, is);
    await writeFile(file, text);
    const { askDistrict, askCity } = await import(pathToFileURL(file).href);
    const { origin } = new URL(hub.url);
    const district = { name: '朝阳区', level: 'district' };
    if (askDistrict) expect(await askDistrict(origin, '220104')).toEqual(district);
    else
      expect(await askCity({ hub: origin }, '{ adminDivision(code: "220104") { name level } }')).toEqual({
        status: 200,
        data: { adminDivision: district },
        errors: [],
      });
  });
});

// A machine without Python skips it by name; e2e tests want one (docs-lines.e2e.ts).
const inPython = spawnSync('python3', ['--version']).status === 0 ? it : it.skip;

inPython('the signature is judged in Python as the vectors say', async () => {
  expect(of('python')).toHaveLength(1);
  const { said: verdicts, expected } = await hopVerdicts(desk.folder);
  expect(verdicts).toEqual(expected);
});

it('headers of limits are those that a gateway sends', async () => {
  const shown = of('headers').map(({ text }) => withoutCounts(text));
  const [, limit] = /q=(\d+)/.exec(shown[0] ?? '') ?? [];
  const sent = await limitedAnswers(city.supergraphSdl ?? '', Number(limit));
  expect(shown).toEqual(sent.map(withoutCounts));
}, 120_000);
