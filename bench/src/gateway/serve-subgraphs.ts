import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, parse } from 'graphql';
import { inputOfChild, listening } from '../child.ts';
import { CITY_GRAPH } from './graph/city-graph.ts';
import { RESIDENTS } from './graph/city-resolvers.ts';
import { ANY_MOMENT } from './graph/questions.ts';

/**
 * All departments in one process, each at `/<name>/graphql`. A request is executed when its body is seen for the first time; from
 * then on the recorded bytes are sent, whatever moment it asks about. So every gateway gets right answers to its own way of
 * asking (merged, aliased, in another order), at the same small cost.
 */
const { fillers } = inputOfChild<{ fillers: readonly string[] }>();
const MOST_RECORDED = 5_000;

type Execute = (query: string, variables: Record<string, unknown>) => Promise<string>;

const executors = new Map<string, Execute>(
  CITY_GRAPH.map(({ name, sdl, resolvers }) => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }] as unknown as Parameters<
      typeof buildSubgraphSchema
    >[0]);
    const documents = new Map<string, DocumentNode>();
    const run: Execute = async (query, variableValues) => {
      const document = documents.get(query) ?? parse(query);
      documents.set(query, document);
      const { data, errors } = await execute({ schema, document, variableValues });
      const people = peopleIn(query, JSON.stringify([data, variableValues]));
      const extensions = people.length > 0 && { citygraph: { subjects: people, rows: people.length } };
      return JSON.stringify({ data, ...(errors && { errors }), ...(extensions && { extensions }) });
    };
    return [name, run];
  }),
);

/** As the kit tells it: whose data an answer is. */
function peopleIn(query: string, said: string): readonly string[] {
  const named = said.match(/\bres_\d+\b/g) ?? [];
  const listed = /\bresidents\b/.test(query) ? Array.from({ length: RESIDENTS }, (_, n) => `res_${n}`) : [];
  return [...new Set([...named, ...listed])];
}

const recorded = new Map<string, Buffer>();
let requests = 0;

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    requests++;
    const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    const body = whole.toString('latin1').replace(ANY_MOMENT, '');
    const key = `${req.url}${body}`;
    const known = recorded.get(key);
    const send = (answer: Buffer) =>
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    if (known) {
      send(known);
      return;
    }
    answerTo(req.url ?? '', whole.toString()).then(
      (answer) => {
        if (recorded.size >= MOST_RECORDED) recorded.clear();
        recorded.set(key, answer);
        send(answer);
      },
      (error) => res.writeHead(500).end(String(error)),
    );
  });
});
server.keepAliveTimeout = 600_000;

async function answerTo(path: string, body: string): Promise<Buffer> {
  const name = path.split('/')[1] ?? '';
  const executor = executors.get(name);
  if (!executor) throw new Error(`No department is called ${name}.`);
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  return Buffer.from(await executor(query, variables ?? {}));
}

const origin = await listening(server);
const names = [...executors.keys(), ...fillers];
process.send?.({ urls: Object.fromEntries(names.map((name) => [name, `${origin}/${name}/graphql`])) });
process.on('message', () => process.send?.({ requests }));
