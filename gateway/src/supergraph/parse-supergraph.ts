import { type DocumentNode, GraphQLError, parse } from 'graphql';

export function parseSupergraph(sdl: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new Error(`The supergraph is no GraphQL: ${error.message}`);
  }
}
