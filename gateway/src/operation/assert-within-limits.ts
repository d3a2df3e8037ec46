import { CityGraphError } from '@citygraph/contract';
import type { DocumentNode } from 'graphql';
import type { Limits } from './limits.ts';
import { measureDocument } from './measure-document.ts';

/** Refuses a document that asks for more than the limits allow, saying which and by how much. */
export function assertWithinLimits(document: DocumentNode, limits: Limits): void {
  const extent = measureDocument(document);
  if (extent.depth > limits.depth) {
    throw new CityGraphError('QUERY_TOO_DEEP', `The query nests ${extent.depth} fields; ${limits.depth} are allowed.`);
  }
  if (extent.introspectionDepth > limits.introspectionDepth) {
    throw new CityGraphError(
      'QUERY_TOO_DEEP',
      `The introspection nests ${extent.introspectionDepth} fields; ${limits.introspectionDepth} are allowed.`,
    );
  }
  for (const what of ['selections', 'aliases', 'directives'] as const) {
    if (extent[what] > limits[what]) {
      throw new CityGraphError(
        'QUERY_TOO_LARGE',
        `The query has ${extent[what]} ${what} with its fragments expanded; ${limits[what]} are allowed.`,
      );
    }
  }
}
