import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const HOUSE = fileURLToPath(new URL('../../', import.meta.url));
const TOKEN = join(HOUSE, 'deploy/all-in-one/dist/token.js');

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code?: string; readonly coordinate?: string; readonly count?: number };
  }[];
  /** The body as it came over the wire. */
  readonly text: string;
}

export interface Asking {
  /** Handle of a demo person; without it: anonymous. */
  readonly as?: string;
  /** Through which app; default the command line's. */
  readonly through?: string;
  readonly purpose?: string;
  readonly onCase?: string;
  readonly headers?: Record<string, string>;
}

/** The hub as its users meet it: one endpoint, and sign-on. */
export interface HubClient {
  readonly origin: string;
  /** Origin of the explorer. */
  readonly explorer: string;
  ask(document: string, variables?: Record<string, unknown>, asking?: Asking): Promise<GraphQLAnswer>;
  /** An access token by `npm run token`'s script, kept for later calls. */
  token(handle: string, app?: string): Promise<string>;
}

interface HubAddress {
  readonly origin: string;
  readonly explorer: string;
  readonly dataDir: string;
  /** A document that the hub takes from registered ones only is registered for its app, as its developers would, and asked again. */
  readonly registersDocuments?: boolean;
}

/** A registration is in force within. */
const IN_FORCE_MS = 5_000;

export function hubClient(at: HubAddress): HubClient {
  const tokens = new Map<string, Promise<string>>();
  const token = async (handle: string, app?: string): Promise<string> => {
    const name = `${handle} ${app ?? ''}`;
    const known = tokens.get(name);
    if (known && !endsSoon(await known)) return known;
    // Of two who find it at its end, the second takes what the first has asked for.
    const other = tokens.get(name);
    const fresh = other && other !== known ? other : printedToken(at.dataDir, handle, app);
    tokens.set(name, fresh);
    return fresh;
  };
  const send: HubClient['ask'] = async (document, variables = {}, asking = {}) => {
    const { as, through, purpose, onCase, headers = {} } = asking;
    const response = await fetch(`${at.origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(as ? { authorization: `Bearer ${await token(as, through)}` } : {}),
        ...(purpose ? { 'citygraph-purpose': purpose } : {}),
        ...(onCase ? { 'citygraph-case': onCase } : {}),
        ...headers,
      },
      body: JSON.stringify({ query: document, variables }),
    });
    const text = await response.text();
    const body = JSON.parse(text);
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [], text };
  };
  const register = async (document: string, app: string): Promise<void> => {
    const registering = 'mutation R($app: ID!, $d: [String!]!) { registerDocuments(app: $app, documents: $d) }';
    const { errors, text } = await send(registering, { app, d: [document] }, { as: 'admin' });
    if (errors.length > 0) throw new Error(`A document could not be registered: ${text}`);
  };
  return {
    origin: at.origin,
    explorer: at.explorer,
    token,
    async ask(document, variables, asking = {}) {
      let answer = await send(document, variables, asking);
      if (!at.registersDocuments || asking.as === undefined || !isUntrusted(answer)) return answer;
      await register(document, asking.through ?? 'citygraph-cli');
      for (const until = Date.now() + IN_FORCE_MS; isUntrusted(answer) && Date.now() < until; await sleep(50)) {
        answer = await send(document, variables, asking);
      }
      return answer;
    },
  };
}

/** A story may take longer than a token lives. */
const endsSoon = (token: string): boolean => {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return exp * 1000 < Date.now() + 30_000;
};

const isUntrusted = ({ errors }: GraphQLAnswer): boolean =>
  errors.some(({ extensions }) => extensions.code === 'DOCUMENT_NOT_TRUSTED');

async function printedToken(dataDir: string, handle: string, app?: string): Promise<string> {
  const { code, out, err } = await runToken([handle, ...(app ? [app] : []), '--data', dataDir]);
  if (code !== 0) throw new Error(`No token for ${handle}: ${err}`);
  return out.trim();
}

/** Runs `npm run token`'s script to its end. */
export async function runToken(args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [TOKEN, ...args], {
    cwd: HOUSE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, ...said };
}
