import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { expect, it } from '@jest/globals';
import { createGateway } from '../create-gateway.ts';

const sdl = (argument: string) =>
  composeInThisThread([
    {
      name: 'a',
      url: 'http://127.0.0.1:1/',
      sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
        type Query { t: T }
        type T @key(fields: "id") @context(name: "ctx") { id: ID! prop: String! u: U }
        type U @key(fields: "id") { id: ID! field(a: String ${argument}): String }`,
    },
  ]).supergraphSdl ?? '';
const start = (supergraph: string) =>
  createGateway({
    supergraph: { sdl: supergraph, subgraphs: { a: { url: 'http://127.0.0.1:1/', tier: 'foreign' } } },
  });

it('a graph whose arguments are filled from their context is refused with the field, and what to do', async () => {
  await expect(start(sdl('@fromContext(field: "$ctx { prop }")'))).rejects.toThrow(
    /U\.field takes an argument from its context .* @requires/,
  );
});

it('a context that fills nothing is no harm', async () => {
  const gateway = await start(sdl(''));
  await gateway.close();
});
