import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { type OpenApiDocument, type Part, partOf, textOf } from './document.ts';
import { JSON_TYPE } from './media-types.ts';
import { type Kind, schemaPart, sentProperties } from './schema-parts.ts';

/** How a parameter is written into an address: what the template's `parameters.ts` knows. */
export interface ParameterStyle {
  readonly style: string;
  readonly explode: boolean;
}

type Shape = 'one' | 'list' | 'object';

/** OpenAPI 3.1 §4.8.12.6: what each style has a way to write. */
const STYLES: Readonly<Record<string, Readonly<Record<string, readonly Shape[]>>>> = {
  path: { simple: ['one', 'list', 'object'], label: ['one', 'list', 'object'], matrix: ['one', 'list', 'object'] },
  query: {
    form: ['one', 'list', 'object'],
    spaceDelimited: ['list', 'object'],
    pipeDelimited: ['list', 'object'],
    deepObject: ['object'],
  },
};

/** The style of a parameter in the path or the query, or why there is no way to write it. */
export function parameterStyle(
  part: Part,
  where: 'path' | 'query',
  document: OpenApiDocument,
): ParameterStyle | LocalText {
  const [type] = Object.keys(partOf(part.content));
  if (type !== undefined)
    return JSON_TYPE.test(type) ? { style: 'json', explode: false } : say('parameter.type', { type });
  const style = textOf(part.style) || (where === 'path' ? 'simple' : 'form');
  const shapes = STYLES[where]?.[style];
  if (!shapes) return say('parameter.no-style', { style, place: where });
  const explode = typeof part.explode === 'boolean' ? part.explode : style === 'form';
  if (explode && style.endsWith('Delimited')) return say('parameter.exploded', { style });
  const shape = shapeOf(part.schema ?? {}, document);
  if (shape === 'nested') return say('parameter.nested', { style });
  return shape === null || shapes.includes(shape) ? { style, explode } : say('parameter.shape', { style });
}

const SHAPES: Readonly<Partial<Record<Kind, 'list' | 'object'>>> = { array: 'list', object: 'object' };

/** null: it may be anything, which is seen when somebody asks. */
function shapeOf(schema: unknown, document: OpenApiDocument): Shape | 'nested' | null {
  const { part, kind } = schemaPart(schema, document);
  if (kind === 'any') return null;
  const within = kind === 'array' ? [part.items] : kind === 'object' ? sentProperties(part).map(([, one]) => one) : [];
  const isNested = within.some((one) => ['array', 'object'].includes(schemaPart(one, document).kind));
  return isNested ? 'nested' : (SHAPES[kind] ?? 'one');
}
