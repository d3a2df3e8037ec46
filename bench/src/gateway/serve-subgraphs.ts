import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, parse } from 'graphql';
import { answerParent, listening } from '../child.ts';
import { CITY_GRAPH } from './city-graph.ts';

/** All subgraphs of the graph in one process of their own, so that what they burn is not the gateway's. */
const urls: Record<string, string> = {};
for (const { name, sdl, resolvers } of CITY_GRAPH) {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }] as unknown as Parameters<
    typeof buildSubgraphSchema
  >[0]);
  const documents = new Map<string, DocumentNode>();
  const answers = new Map<string, string>();
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    let answer = answers.get(body);
    if (answer === undefined) {
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      const document = documents.get(query) ?? parse(query);
      documents.set(query, document);
      answer = JSON.stringify(await execute({ schema, document, variableValues: variables ?? {} }));
      answers.set(body, answer);
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
  urls[name] = `${await listening(server)}/graphql`;
}
answerParent({ urls });
