import { createServer } from 'node:http';
import { answerParent, listening } from '../child.ts';

/** A plugin that answers each field `recordsN` with the name of the version under whose path it was asked: `/<version>/graphql`. */
const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const title = req.url?.split('/')[1] ?? '';
    const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
    const fields = new Set(query.match(/records\d+/g));
    const data = Object.fromEntries([...fields].map((field) => [field, [{ id: '1', title }]]));
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
});
server.keepAliveTimeout = 600_000;
const origin = await listening(server);
answerParent({ origin });
