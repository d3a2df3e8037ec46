/** Where text goes. */
export interface Out {
  write(text: string): void;
  readonly isTerminal: boolean;
}

/** Everything a command may touch besides files: tests bring their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Data. */
  readonly stdout: Out;
  /** Progress, warnings, questions. */
  readonly stderr: Out;
  /** What a person types, or what is piped in. */
  readonly stdin: Input;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborted when nobody reads any more what is said on the way; left out: somebody does. */
  readonly unread?: AbortSignal;
  /** `24.21.0` */
  readonly nodeVersion: string;
}

export interface Input {
  readonly isTerminal: boolean;
  /** One line, without its end; null: there is no more. */
  line(signal: AbortSignal): Promise<string | null>;
}
