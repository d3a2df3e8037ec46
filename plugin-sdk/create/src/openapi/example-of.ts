import { listOf, type OpenApiDocument, partOf } from './document.ts';
import { schemaPart } from './schema-parts.ts';

/** Objects within each other of an answer that are worth showing. */
export const SHOWN_WITHIN = 1;
const DEEPEST = 6;
/** A document may have a thousand ways through its types: an example takes as many values, and is null beyond. */
const MOST_VALUES = 1_000;

/** A value that fits a schema, the same every time: what a service answers, as deep as is shown, or (`input`) what it is sent. */
export function exampleOf(schema: unknown, document: OpenApiDocument, as: 'output' | 'input' = 'output'): unknown {
  return exampleAt(schema, { document, as, depth: 0, objects: 0, left: { values: MOST_VALUES } });
}

interface At {
  readonly document: OpenApiDocument;
  readonly as: 'output' | 'input';
  /** Objects and lists around it, and objects alone. */
  readonly depth: number;
  readonly objects: number;
  readonly left: { values: number };
}

function exampleAt(schema: unknown, at: At): unknown {
  const { document, as, depth, objects, left } = at;
  left.values -= 1;
  if (left.values < 0) return null;
  const { part, kind } = schemaPart(schema, document);
  const hidden = as === 'output' ? 'writeOnly' : 'readOnly';
  const within = { ...at, depth: depth + 1 };
  switch (kind) {
    case 'enum':
      return listOf(part.enum).find((value) => value !== null);
    case 'array':
      return depth > DEEPEST ? [] : [exampleAt(part.items, within)];
    case 'object': {
      if (depth > DEEPEST) return null;
      const required = new Set(listOf(part.required));
      const wanted = Object.entries(partOf(part.properties)).filter(
        ([name, property]) =>
          partOf(property)[hidden] !== true &&
          // A type may hold itself: what is sent need not, unless it must; of an answer nobody asks for it.
          (as === 'input' ? required.has(name) : objects < SHOWN_WITHIN || !holdsObjects(property, document)),
      );
      return Object.fromEntries(
        wanted.map(([name, property]) => [name, exampleAt(property, { ...within, objects: objects + 1 })]),
      );
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

/** An object, or a list of them. */
function holdsObjects(schema: unknown, document: OpenApiDocument, depth = 0): boolean {
  const { part, kind } = schemaPart(schema, document);
  return kind === 'object' || (kind === 'array' && depth < DEEPEST && holdsObjects(part.items, document, depth + 1));
}
