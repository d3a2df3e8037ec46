import { CityGraphError } from '@citygraph/contract';
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Subgraph, SubgraphContext } from '../subgraph.ts';

/** Puts a listener around every mutation, outside all that may refuse it: what is done is the mutation's own to tell, what is not done nobody else would know of. */
export function tellRefusals(schema: GraphQLSchema, refused: NonNullable<Subgraph['refused']>): void {
  for (const [mutation, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args: Record<string, unknown>, context: SubgraphContext, info) => {
      try {
        return await resolve(source, args, context, info);
      } catch (error) {
        if (error instanceof CityGraphError) refused({ mutation, args, code: error.code }, context);
        throw error;
      }
    };
  }
}
