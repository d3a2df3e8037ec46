import { listOf, type OpenApiDocument, partOf } from './document.ts';
import { schemaPart } from './schema-parts.ts';

const DEEPEST = 6;

/** A value that fits a schema, the same every time: what a service answers, or (`input`) what it is sent. */
export function exampleOf(
  schema: unknown,
  document: OpenApiDocument,
  as: 'output' | 'input' = 'output',
  depth = 0,
): unknown {
  const { part, kind } = schemaPart(schema, document);
  const hidden = as === 'output' ? 'writeOnly' : 'readOnly';
  switch (kind) {
    case 'enum':
      return listOf(part.enum).find((value) => value !== null);
    case 'array':
      return depth > DEEPEST ? [] : [exampleOf(part.items, document, as, depth + 1)];
    case 'object': {
      const required = new Set(listOf(part.required));
      // A type may hold itself: what is sent need not, unless it must.
      const wanted = Object.entries(partOf(part.properties)).filter(
        ([name, property]) => partOf(property)[hidden] !== true && (as === 'output' || required.has(name)),
      );
      if (depth > DEEPEST) return null;
      return Object.fromEntries(wanted.map(([name, property]) => [name, exampleOf(property, document, as, depth + 1)]));
    }
    case 'date':
      return '2026-01-31';
    case 'date-time':
      return '2026-01-31T08:00:00+08:00';
    case 'integer':
    case 'number':
      return typeof part.minimum === 'number' ? Math.ceil(part.minimum) + 1 : 7;
    case 'boolean':
      return true;
    case 'string':
      return 'example';
    default:
      return { example: true };
  }
}
