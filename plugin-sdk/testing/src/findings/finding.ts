/** What the hub saw of the plugin and did not take, for its developer: the public error hides it. */
export interface Finding {
  /** `PLUGIN_TIMEOUT`, `PLUGIN_INVALID_REPLY` …; `PLUGIN_ERROR`: the plugin itself said that it failed. */
  readonly code: string;
  /** What happened, with the value. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** In the plugin's own reply; null: it is about all of it. */
  readonly path: readonly (string | number)[] | null;
}

/** One line for a terminal or a test's message. */
export function sayHubFinding({ code, message, fix, path }: Finding): string {
  return `${code}${path === null ? '' : ` at ${path.join('.')}`}: ${message} ${fix}`;
}
