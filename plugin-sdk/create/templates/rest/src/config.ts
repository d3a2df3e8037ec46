/** What the service is asked with. */
export interface ServiceConfig {
  /** Without a slash at its end. */
  readonly url: string;
  /** This plugin's own leave to ask, never a caller's; null: it needs none. */
  readonly token: string | null;
  readonly timeoutMs: number;
}

/** The hub waits 3 s for a plugin. */
const PATIENCE_MS = 2_000;

/** `SERVICE_URL`, `SERVICE_TOKEN`, `SERVICE_TIMEOUT_MS`. */
export function serviceConfig(environment: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const { SERVICE_URL = '__serviceUrl__', SERVICE_TOKEN, SERVICE_TIMEOUT_MS = String(PATIENCE_MS) } = environment;
  if (!URL.canParse(SERVICE_URL))
    throw new Error(`SERVICE_URL is ${SERVICE_URL}: give an address such as https://service.example.`);
  const timeoutMs = Number(SERVICE_TIMEOUT_MS);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) {
    throw new Error(`SERVICE_TIMEOUT_MS is ${SERVICE_TIMEOUT_MS}: give milliseconds, such as ${PATIENCE_MS}.`);
  }
  return { url: SERVICE_URL.replace(/\/+$/, ''), token: SERVICE_TOKEN ?? null, timeoutMs };
}
