import { createServer } from 'node:http';
import { answerParent, inputOfChild, listening } from '../child.ts';

/** What a vendor is like. `lying`: two megabytes of what nobody asked for, of wrong types. */
export type Manner = 'well' | 'dead' | 'slow' | 'dripping' | 'lying';

const manner = inputOfChild<Manner>();
const WELL = Buffer.from('{"data":{"records0":[{"id":"1","title":"one"},{"id":"2","title":"two"}]}}');
const DRIP_MS = 200;
const LIE = Buffer.from(
  `{"data":{"records0":[${Array.from({ length: 20_000 }, (_, n) => `{"id":[${n}],"title":{"of":${n}},"extra":"${'x'.repeat(40)}"}`).join()}]}}`,
);

const server = createServer((req, res) => {
  req.resume();
  if (manner === 'slow') return;
  const body = manner === 'lying' ? LIE : WELL;
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  if (manner !== 'dripping') {
    res.end(body);
    return;
  }
  let at = 0;
  const timer = setInterval(() => {
    res.write(body.subarray(at, at + 1));
    at += 1;
  }, DRIP_MS);
  res.once('close', () => clearInterval(timer));
});
const origin = await listening(server);
if (manner === 'dead') server.close();
answerParent({ url: `${origin}/graphql` });
