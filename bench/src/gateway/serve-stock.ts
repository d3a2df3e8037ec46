import { createServer } from 'node:http';
import { ApolloGateway } from '@apollo/gateway';
import { type DocumentNode, parse } from 'graphql';
import { answerParent, inputOfChild, listening } from '../child.ts';

/** Stock execution behind the least server that can be: no validation, no authorisation, no limits. */
const { supergraph } = inputOfChild<{ supergraph: string }>();
const gateway = new ApolloGateway({ supergraphSdl: supergraph });
const { executor } = await gateway.load();
const documents = new Map<string, DocumentNode>();
const server = createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
  const document = documents.get(query) ?? parse(query);
  documents.set(query, document);
  const answer = await executor({
    document,
    request: { query },
    operationName: null,
    queryHash: query,
    context: {},
    cache: new Map(),
    logger: console,
    metrics: {},
  } as never);
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
answerParent({ url: `${await listening(server)}/graphql` });
