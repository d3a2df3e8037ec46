import type { Disclosed, Dispatch, EngineError } from '../engine.ts';
import type { Data } from './data.ts';

/** So many entities to which vendors led are others asked about in one operation. */
export const MOST_LED = 5_000;

/** One execution of a compiled operation. */
export interface Run {
  /** What was fetched so far, in the shape of the operation. */
  readonly data: Data;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults: what conditions go by. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly dispatch: Dispatch;
  /** Whom a vendor may be told of; null: of everybody. */
  readonly mayReceive: ((subgraph: string, type: string, key: string) => boolean) | null;
  /** Whom the caller may name to a vendor in an argument; null: nobody. */
  readonly mayName: ((type: string, key: string) => boolean) | null;
  readonly errors: EngineError[];
  /** What departments said of personal data in their replies. */
  readonly disclosed: Disclosed[];
  /** Entities to which vendors led that others may still be asked about. */
  ledLeft: number;
  /** Bytes of replies that may still be taken in. */
  bytesLeft: number;
  /** JSON texts of variables that several fetches carry. */
  readonly texts: Map<string, string | null>;
}

/** `"name":value` of a variable that the client gave; null: it did not. */
export function variableText(run: Run, name: string): string | null {
  let text = run.texts.get(name);
  if (text === undefined) {
    const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
    text = value === undefined ? null : `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    run.texts.set(name, text);
  }
  return text;
}
