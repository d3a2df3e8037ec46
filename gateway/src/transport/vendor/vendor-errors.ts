import type { ErrorCode } from '@citygraph/contract';
import type { SubgraphError } from '../../execution/engine.ts';
import { cleanText } from './clean-text.ts';

/** Errors of one reply that are told. */
const ERRORS = 10;
/** Characters of one message, the plugin's name included. */
const MESSAGE = 200;
const PATH_ELEMENTS = 64;
const PATH_KEY = 256;
const LARGEST_INDEX = 100_000;

/**
 * What a plugin may say to the caller in its own words: that the caller's input is at fault. All other codes are verdicts of
 * the hub, and nobody else pronounces them.
 */
const SPOKEN: ReadonlySet<unknown> = new Set<ErrorCode>(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT']);

/** What a program says to its programmer: an exception's name or number, a stack. */
const PROGRAM = /\b(?:[A-Z]\w{0,40}(?:Error|Exception)|Error):|\bE[A-Z]{4,20}\b|^\s{1,20}at\s|Traceback/m;

/** Rewrites the errors of a vendor's reply: own codes, few, short, clean, and each naming the plugin that said it. */
export function vendorErrors(plugin: string, errors: readonly unknown[]): readonly SubgraphError[] {
  const rewritten: SubgraphError[] = [];
  for (const error of errors) {
    if (rewritten.length === ERRORS) break;
    rewritten.push(rewrite(plugin, error));
  }
  return rewritten;
}

function rewrite(plugin: string, error: unknown): SubgraphError {
  const { message, path, extensions } = isObject(error) ? error : {};
  const place = readPath(path);
  const code = isObject(extensions) ? extensions.code : undefined;
  const said = saidToPeople(code, message);
  if (said) {
    const text = [...`The plugin ${plugin} says: ${said}`].slice(0, MESSAGE).join('');
    return { message: text, code: code as ErrorCode, path: place };
  }
  return { message: `The plugin ${plugin} could not answer this field.`, code: 'PLUGIN_UNAVAILABLE', path: place };
}

/** What it says to people in its own words; empty: nothing. */
function saidToPeople(code: unknown, message: unknown): string {
  if (!SPOKEN.has(code)) return '';
  if (typeof message !== 'string') return '';
  if (PROGRAM.test(message)) return '';
  return cleanText(message, MESSAGE);
}

/** Response keys and list indices; null: it is no such list, and the error is about the whole request. */
function readPath(path: unknown): readonly (string | number)[] | null {
  if (!Array.isArray(path) || path.length > PATH_ELEMENTS) return null;
  return path.every(isPathElement) ? path : null;
}

function isPathElement(element: unknown): element is string | number {
  if (typeof element === 'string') return element.length <= PATH_KEY && /^[_A-Za-z]\w*$/.test(element);
  return Number.isInteger(element) && (element as number) >= 0 && (element as number) <= LARGEST_INDEX;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
