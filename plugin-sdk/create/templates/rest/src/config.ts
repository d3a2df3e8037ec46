import { StartError } from '@citygraph/plugin-sdk';
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

/** The longest that a timer of Node can wait: 2^31 - 1 ms. */
const LONGEST_MS = 2_147_483_647;

/**
 * `SERVICE_URL`, `SERVICE_TIMEOUT_MS`, and what `CREDENTIALS` names.
 * @throws StartError that names the variable: `npm start` ends with that sentence
 */
export function serviceConfig(environment: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const { SERVICE_URL = '__serviceUrl__', SERVICE_TIMEOUT_MS = String(PATIENCE_MS) } = environment;
  const url = URL.parse(SERVICE_URL);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StartError({
      en: `SERVICE_URL is ${SERVICE_URL}: give an address such as https://service.example.`,
      zh: `SERVICE_URL 为 ${SERVICE_URL}：请填写地址，例如 https://service.example。`,
    });
  }
  if (url.username || url.password) {
    throw new StartError({
      en: `SERVICE_URL names a user of ${url.host}: give the address alone, and the login in a variable of README's table.`,
      zh: `SERVICE_URL 中含有 ${url.host} 的用户名或密码：请只填写地址，登录信息请放在 README 表格所列的变量中。`,
    });
  }
  const timeoutMs = Number(SERVICE_TIMEOUT_MS);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST_MS) {
    throw new StartError({
      en: `SERVICE_TIMEOUT_MS is ${SERVICE_TIMEOUT_MS}: give milliseconds, such as ${PATIENCE_MS}.`,
      zh: `SERVICE_TIMEOUT_MS 为 ${SERVICE_TIMEOUT_MS}：请填写毫秒数，例如 ${PATIENCE_MS}。`,
    });
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
    if (kind === 'basic' && !secret.includes(':')) {
      throw new StartError({
        en: `${variable} has no colon: give user:password.`,
        zh: `${variable} 中没有冒号：请按 user:password 的形式填写。`,
      });
    }
    // RFC 9110 §5.5; a line break at its end is what files and editors leave.
    if (kind !== 'basic' && !/^[\x21-\x7E]+$/.test(secret)) {
      throw new StartError({
        en: `${variable} holds blanks, line breaks or other letters than ASCII's: give the secret alone.`,
        zh: `${variable} 含有空格、换行或非 ASCII 字符：请只填写密钥本身。`,
      });
    }
    secrets[variable] = secret;
  }
  return secrets;
}
