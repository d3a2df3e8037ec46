import { CityGraphError } from '@citygraph/contract';
import { type DocumentNode, GraphQLError, parse, visit } from 'graphql';
import { assertWithinLimits } from './assert-within-limits.ts';
import type { Limits } from './limits.ts';

/** Text to document, under limits. Throws GRAPHQL_PARSE_FAILED, QUERY_TOO_LARGE or QUERY_TOO_DEEP. */
export function parseDocument(text: string, limits: Limits): DocumentNode {
  const document = parseText(text, limits.tokens);
  assertWithinLimits(document, limits);
  assertTypenameIsNoAlias(document);
  return document;
}

function parseText(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // graphql-js says so by message only, in either spelling.
    if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(error.message)) {
      throw new CityGraphError('QUERY_TOO_LARGE', `The query has more than ${maxTokens} tokens.`);
    }
    throw new GraphQLError(error.message, {
      source: error.source,
      positions: error.positions,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}

/** `__typename` tells the gateway which type an object has; another field under that name would lie to it. */
function assertTypenameIsNoAlias(document: DocumentNode): void {
  visit(document, {
    Field(field) {
      if (field.alias?.value !== '__typename' || field.name.value === '__typename') return;
      throw new GraphQLError('The alias __typename is reserved.', {
        nodes: field,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    },
  });
}
