import { CityGraphError } from '@citygraph/contract';

/** How the service wants a parameter written: a `style` of OpenAPI 3, or JSON text. */
export type Style = 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'simple' | 'label' | 'matrix' | 'json';

/** A parameter of an address. */
export interface Placed {
  /** As the service calls it. */
  readonly name: string;
  readonly style: Style;
  /** Each of several values for itself, not all in one. */
  readonly explode: boolean;
}

/** Between values that stand in one. */
const SEPARATORS: Readonly<Partial<Record<Style, string>>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/**
 * `name=value` of a query, as often as the style says; none for what has no value. A query may hold no name of `taken`: what a caller says
 * stands for no other parameter.
 * @throws CityGraphError for what the style has no way to write
 */
export function inQuery(argument: string, placed: Placed, value: unknown, taken: ReadonlySet<string>): string[] {
  const { name, style, explode } = placed;
  if (value === undefined || value === null) return [];
  const key = encodeURIComponent(name);
  if (style === 'json') return [`${key}=${encodeURIComponent(JSON.stringify(value))}`];
  const { one, list, fields } = partsOf(argument, value);
  const isDeep = style === 'deepObject';
  if (isDeep && !fields) throw unwritable(argument, value, 'an object is wanted');
  if (one !== undefined) return [`${key}=${one}`];
  if (fields && (isDeep || explode)) {
    const own = fields.map(([field, text]): Field => [isDeep ? `${name}[${field}]` : field, text]);
    const foreign = own.find(([field]) => field !== name && taken.has(field));
    if (foreign) throw unwritable(argument, value, `${foreign[0]} is another parameter`);
    return own.map(assigned);
  }
  if (list && explode) return list.map((text) => `${key}=${text}`);
  const texts = list ?? (fields ?? []).flatMap(inTurn);
  return texts.length > 0 ? [`${key}=${texts.join(SEPARATORS[style] ?? ',')}`] : [];
}

/** What stands in a path for a parameter. @throws CityGraphError for what is nothing, or what the style has no way to write */
export function inPath(argument: string, placed: Placed, value: unknown): string {
  const { name, style, explode } = placed;
  if (style === 'json') return encodeURIComponent(JSON.stringify(value));
  const { one, list, fields } = partsOf(argument, value);
  const texts =
    one !== undefined ? [one] : (list ?? (fields ?? []).flatMap(explode ? (field) => [assigned(field)] : inTurn));
  if (texts.join('') === '') throw unwritable(argument, value, 'it names nothing');
  if (style === 'label') return `.${texts.join(explode ? '.' : ',')}`;
  if (style !== 'matrix') return texts.join(',');
  if (explode && fields) return texts.map((text) => `;${text}`).join('');
  const key = encodeURIComponent(name);
  return explode ? texts.map((text) => `;${key}=${text}`).join('') : `;${key}=${texts.join(',')}`;
}

type Field = readonly [name: string, text: string];

/** Exactly one of them, of texts that may stand in an address. */
interface Parts {
  readonly one?: string;
  readonly list?: readonly string[];
  readonly fields?: readonly Field[];
}

function partsOf(argument: string, value: unknown): Parts {
  const textOf = (part: unknown): string => {
    if (typeof part === 'object') throw unwritable(argument, value, 'no list or object can stand within another here');
    return encodeURIComponent(String(part).toWellFormed());
  };
  const isThere = (part: unknown): boolean => part !== undefined && part !== null;
  if (Array.isArray(value)) return { list: value.filter(isThere).map(textOf) };
  if (typeof value !== 'object' || value === null) return { one: textOf(value) };
  const entries = Object.entries(value).filter(([, part]) => isThere(part));
  return { fields: entries.map(([name, part]) => [name, textOf(part)]) };
}

const assigned = ([name, text]: Field): string => `${encodeURIComponent(name)}=${text}`;
const inTurn = ([name, text]: Field): string[] => [encodeURIComponent(name), text];

const SHOWN = 100;

/** @returns an error that quotes the value; callers know it, since they gave it */
export function unwritable(argument: string, value: unknown, why: string): CityGraphError {
  const text = JSON.stringify(value) ?? 'nothing';
  return new CityGraphError('BAD_USER_INPUT', `${argument} is ${text.slice(0, SHOWN)}, and ${why}.`);
}
