import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

/** Every way out of a Node process: sockets and names. Run in a process of its own, so that nothing was imported before. */
const WATCH = `
  import net from 'node:net'; import dns from 'node:dns'; import http from 'node:http'; import https from 'node:https';
  const seen = [];
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...list) { seen.push(['connect', JSON.stringify(list[0])]); return connect.apply(this, list); };
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
    const real = dns[name];
    dns[name] = (host, ...rest) => { seen.push([name, host]); return real(host, ...rest); };
  }
  for (const module of [http, https]) {
    const real = module.request;
    module.request = (...list) => { seen.push(['request', String(list[0]?.host ?? list[0])]); return real(...list); };
  }
  globalThis.fetch = (url) => { seen.push(['fetch', String(url)]); throw new Error('no fetch'); };
  const { parse } = await import('graphql');
  const { createApolloEngine } = await import(ENGINE);
  const SDL = 'schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query } directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION directive @join__graph(name: String!, url: String!) on ENUM_VALUE directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA scalar join__FieldSet enum join__Graph { A @join__graph(name: "a", url: "http://a.invalid/graphql") } scalar link__Import enum link__Purpose { SECURITY EXECUTION } type Query @join__type(graph: A) { a: Int }';
  const { engine } = await createApolloEngine(parse(SDL));
  const dispatch = async () => ({ data: { a: 1 }, errors: [] });
  const document = parse('{ a }');
  const executable = await engine.prepare({ document, whole: document, refused: new Set(), isEmpty: false, digest: 'd', operationName: null });
  const { data, errors } = await executable.execute({ variables: {}, coercedVariables: {}, dispatch });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await engine.close();
  process.stdout.write(JSON.stringify({ seen, data, errors }));
  process.exit(0);
`;

it('opens no connection and looks no name up, whatever the environment says', () => {
  const engine = JSON.stringify(new URL('./apollo-engine.ts', import.meta.url).href);
  const flags = ['--conditions=@citygraph/source', '--no-warnings', '--input-type=module', '--eval'];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, WATCH.replace('ENGINE', engine)], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { NODE_ENV: 'development', APOLLO_TELEMETRY_DISABLED: 'false' },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ seen: [], data: { a: 1 }, errors: [] });
});
