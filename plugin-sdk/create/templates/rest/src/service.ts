import { CityGraphError } from '@citygraph/contract';
import type { ServiceConfig } from './config.ts';
import { createCredentials } from './credentials.ts';
import { errorOf } from './error-of.ts';
import { inPath, inQuery, type Placed, unwritable } from './parameters.ts';
import { readJson } from './read-json.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What a field asks of the service: arguments, and how the service wants them. */
export interface Operation {
  readonly root: string;
  readonly method: string;
  readonly path: string;
  readonly inPath: Readonly<Record<string, Placed>>;
  readonly inQuery: Readonly<Record<string, Placed>>;
  /** The argument that is sent as JSON. */
  readonly body: string | null;
  /** Arguments that are JSON text, for what has no type here. */
  readonly textArguments: readonly string[];
  /** What the service lets this plugin in by: names of `CREDENTIALS`. */
  readonly credentials: readonly string[];
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
export function createService({ url, credentials, secrets, timeoutMs }: ServiceConfig): Service {
  const shown = createCredentials(credentials, secrets);
  return {
    async ask(operation, args) {
      const said = operation.textArguments.reduce(parsed, args);
      const body = operation.body === null ? undefined : said[operation.body];
      let response: Response;
      try {
        const { headers, query } = shown(operation.credentials);
        response = await fetch(addressOf(url, operation, said, query), {
          method: operation.method,
          headers: {
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
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

type Query = Readonly<Record<string, string>>;

function addressOf(url: string, { path, inPath: steps, inQuery: asked }: Operation, args: Arguments, own: Query): URL {
  const address = new URL(`${url}${pathOf(path, steps, args)}`);
  const taken = new Set([...Object.values(asked).map(({ name }) => name), ...Object.keys(own)]);
  address.search = [
    ...Object.entries(asked).flatMap(([argument, placed]) => inQuery(argument, placed, args[argument], taken)),
    ...Object.entries(own).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  ].join('&');
  return address;
}

/** Arguments are steps of the path, and no way out of it: not alone, and not with what stands beside them. */
function pathOf(path: string, placed: Operation['inPath'], args: Arguments): string {
  const step = (said: string): string => {
    const within = Object.entries(placed).filter(([, { name }]) => said.includes(`{${name}}`));
    const filled = within.reduce(
      (before, [argument, one]) => before.replaceAll(`{${one.name}}`, () => inPath(argument, one, args[argument])),
      said,
    );
    const [argument] = within[0] ?? [];
    if (argument !== undefined && /^\.{1,2}$/.test(filled))
      throw unwritable(argument, args[argument], 'it names nothing');
    return filled;
  };
  return path.split('/').map(step).join('/');
}
