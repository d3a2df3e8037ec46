import { CityGraphError } from '@citygraph/contract';
import type { ServiceConfig } from './config.ts';
import { errorOf } from './error-of.ts';
import { readJson } from './read-json.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What a field asks of the service: arguments, and what the service calls them. */
export interface Operation {
  readonly root: string;
  readonly method: string;
  readonly path: string;
  readonly inPath: Readonly<Record<string, string>>;
  readonly inQuery: Readonly<Record<string, string>>;
  /** The argument that is sent as JSON. */
  readonly body: string | null;
  /** Arguments that are JSON text, for what has no type here. */
  readonly textArguments: readonly string[];
  /** `nothing`: true stands for a good answer. `text`: what it says has no type here, and is passed on as JSON text. */
  readonly answers: string;
}

/** A field of a type: what the service calls it, and whether it is passed on as JSON text. */
export interface FieldOfType {
  readonly name: string;
  readonly asText: boolean;
}

export interface Service {
  ask(operation: Operation, args: Arguments): Promise<unknown>;
}

/**
 * Asks a service over HTTP. It is told what the arguments say and nothing of who asks: no header of the hub's request is passed on.
 * Answers null for what is not there; throws CityGraphError for everything else that goes wrong.
 */
export function createService({ url, token, timeoutMs }: ServiceConfig): Service {
  return {
    async ask(operation, args) {
      const said = operation.textArguments.reduce(parsed, args);
      const body = operation.body === null ? undefined : said[operation.body];
      let response: Response;
      try {
        response = await fetch(addressOf(url, operation, said), {
          method: operation.method,
          headers: {
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (response.ok && operation.answers !== 'nothing') {
          const value = await readJson(response);
          return operation.answers === 'text' ? textOf(value) : value;
        }
      } catch (error) {
        throw errorOf(error, timeoutMs);
      }
      await response.body?.cancel();
      if (response.ok) return true;
      if (response.status === 404 && operation.method === 'GET') return null;
      throw errorOf(response.status, timeoutMs);
    },
  };
}

/** A value as JSON text; null: there is none. */
export const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

function parsed(args: Arguments, argument: string): Arguments {
  const text = args[argument];
  if (typeof text !== 'string') return args;
  try {
    return { ...args, [argument]: JSON.parse(text) as unknown };
  } catch {
    throw new CityGraphError('BAD_USER_INPUT', `${argument} is no JSON text.`);
  }
}

function addressOf(url: string, { path, inPath, inQuery }: Operation, args: Arguments): URL {
  const filled = Object.entries(inPath).reduce(
    (before, [argument, name]) => before.replaceAll(`{${name}}`, segmentOf(argument, args[argument])),
    path,
  );
  const address = new URL(`${url}${filled}`);
  for (const [argument, name] of Object.entries(inQuery)) {
    const said = args[argument];
    for (const value of Array.isArray(said) ? said : [said]) {
      if (value !== undefined && value !== null) address.searchParams.append(name, String(value));
    }
  }
  return address;
}

/** One step of a path, and no way out of it. */
function segmentOf(argument: string, value: unknown): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') {
    throw new CityGraphError('BAD_USER_INPUT', `${argument} is ${JSON.stringify(text)}, which names nothing.`);
  }
  return encodeURIComponent(text);
}
