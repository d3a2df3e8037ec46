import { Kind } from 'graphql';
import { placeOfNode } from '../document/vendor-document.ts';
import { draft, type Rule, type Submission } from '../rule.ts';

/** The graph as a whole speaks for the city: whoever opens it reads that first. What a plugin says there is refused, whether or not composers would take it. */
export const schemaDescription: Rule<Submission> = {
  name: 'CHANGED',
  *judge({ document: { ast } }) {
    for (const definition of ast.definitions) {
      if (definition.kind !== Kind.SCHEMA_DEFINITION || !definition.description) continue;
      const place = placeOfNode(definition.description);
      yield draft(null, ['changed.schema-described', 'changed.schema'], {}, { place });
    }
  },
};
