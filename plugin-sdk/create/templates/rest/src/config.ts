import type { Credential } from './credentials.ts';
import { CREDENTIALS } from './operations.ts';

/** What the service is asked with. */
export interface ServiceConfig {
  /** Without a slash at its end. */
  readonly url: string;
  /** By which this plugin is let in, never a caller. */
  readonly credentials: Readonly<Record<string, Credential>>;
  /** By variable. One that is not there is not sent. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** The hub waits 3 s for a plugin. */
const PATIENCE_MS = 2_000;

/** `SERVICE_URL`, `SERVICE_TIMEOUT_MS`, and what `CREDENTIALS` names. */
export function serviceConfig(environment: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const { SERVICE_URL = '__serviceUrl__', SERVICE_TIMEOUT_MS = String(PATIENCE_MS) } = environment;
  if (!URL.canParse(SERVICE_URL))
    throw new Error(`SERVICE_URL is ${SERVICE_URL}: give an address such as https://service.example.`);
  const timeoutMs = Number(SERVICE_TIMEOUT_MS);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) {
    throw new Error(`SERVICE_TIMEOUT_MS is ${SERVICE_TIMEOUT_MS}: give milliseconds, such as ${PATIENCE_MS}.`);
  }
  return {
    url: SERVICE_URL.replace(/\/+$/, ''),
    credentials: CREDENTIALS,
    secrets: secretsOf(environment),
    timeoutMs,
  };
}

function secretsOf(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const { kind, variable } of Object.values(CREDENTIALS)) {
    const secret = environment[variable];
    if (!secret) continue;
    if (kind === 'basic' && !secret.includes(':')) throw new Error(`${variable} has no colon: give user:password.`);
    // RFC 9110 §5.5; a line break at its end is what files and editors leave.
    if (kind !== 'basic' && !/^[\x21-\x7E]+$/.test(secret))
      throw new Error(`${variable} holds blanks, line breaks or other letters than ASCII's: give the secret alone.`);
    secrets[variable] = secret;
  }
  return secrets;
}
