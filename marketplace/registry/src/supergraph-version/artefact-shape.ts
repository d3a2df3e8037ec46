import { CityGraphError, type SupergraphArtefact } from '@citygraph/contract';
import { validate } from '@citygraph/kit';
import { buildSchema, isEnumType } from 'graphql';
import { z } from 'zod';
import { wordsOf } from '../words-of.ts';

const count = z.int().min(1);
const Artefact = z.strictObject({
  supergraphSdl: z
    .string()
    .min(1)
    .max(32 * 1024 * 1024),
  subgraphs: z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    z.discriminatedUnion('tier', [
      z.strictObject({ tier: z.literal('department'), release: z.string().min(1).max(64) }),
      z.strictObject({
        tier: z.literal('vendor'),
        release: z.string().min(1).max(64),
        version: z.string().min(1).max(40),
        url: z.url({ protocol: /^https?$/ }).max(500),
        hopKeyId: z.string().min(1).max(80),
        limits: z.strictObject({
          concurrency: count.optional(),
          queue: count.optional(),
          timeoutMs: count.optional(),
          bytes: count.optional(),
          requestsPerSecond: count.optional(),
          bytesPerMinute: count.optional(),
          requestsPerDay: count.optional(),
          costPerMinute: count.optional(),
        }),
        persons: z.strictObject({
          arguments: z.record(z.string(), z.string()).optional(),
          subject: z.boolean().optional(),
          tenant: z.boolean().optional(),
        }),
      }),
    ]),
  ),
});

/** An artefact that came from outside, once its shape is what gateways take and its subgraphs are those of its supergraph. @throws BAD_USER_INPUT. */
export function readArtefactShape(payload: unknown): SupergraphArtefact {
  const artefact = validate(Artefact, payload);
  let names: string[];
  try {
    const graph = buildSchema(artefact.supergraphSdl, { assumeValidSDL: true }).getType('join__Graph');
    names = isEnumType(graph)
      ? graph.getValues().map(({ name, astNode }) => {
          const said = astNode?.directives?.[0]?.arguments?.find((argument) => argument.name.value === 'name')?.value;
          return said?.kind === 'StringValue' ? said.value : name.toLowerCase();
        })
      : [];
  } catch (error) {
    throw new CityGraphError('BAD_USER_INPUT', `supergraphSdl: ${wordsOf(error)}`);
  }
  const unknown = names.find((name) => artefact.subgraphs[name] === undefined);
  if (unknown !== undefined)
    throw new CityGraphError('BAD_USER_INPUT', `subgraphs: the supergraph has ${unknown}, of which nothing is said.`);
  return artefact as SupergraphArtefact;
}
