/** What the process ends with; programs rely on it. */
export const EXIT = {
  ok: 0,
  /** It ran, and what it looked at is not well. */
  failed: 1,
  /** It is not known whether the hub did it, or only a part was done or is vouched for: the message says which. */
  unknown: 2,
  /** Bad input or set-up: nothing was done. */
  input: 3,
  /** Not signed in, or not allowed. */
  denied: 4,
  /** The hub took it; now it is somebody's turn. */
  waiting: 5,
  noCommand: 127,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** This command line's own error codes; the hub's are `ERROR_CODES` of the contract. */
export const COMMAND_ERRORS = {
  USAGE: EXIT.input,
  UNKNOWN_COMMAND: EXIT.noCommand,
  INTERRUPTED: EXIT.interrupted,
  CONFIRMATION_NEEDED: EXIT.input,
  NO_HUB: EXIT.input,
  NOT_A_HUB: EXIT.input,
  HUB_UNREACHABLE: EXIT.input,
  INSECURE_ADDRESS: EXIT.input,
  PROXY_REFUSED: EXIT.input,
  CLOCK_SKEW: EXIT.input,
  VERSION_SKEW: EXIT.input,
  BAD_ANSWER: EXIT.failed,
  HUB_FAILED: EXIT.failed,
  TIMED_OUT: EXIT.unknown,
  OUTCOME_UNKNOWN: EXIT.unknown,
  NOT_SIGNED_IN: EXIT.denied,
  SIGN_IN_DENIED: EXIT.denied,
  SIGN_IN_EXPIRED: EXIT.denied,
  SIGN_IN_FAILED: EXIT.denied,
  WRONG_ISSUER: EXIT.input,
  SETTINGS_BROKEN: EXIT.input,
  SETTINGS_EXPOSED: EXIT.input,
  BUSY: EXIT.input,
  FILE_UNREADABLE: EXIT.input,
  FILE_UNWRITABLE: EXIT.input,
  NO_MANIFEST: EXIT.input,
  MANIFEST_INVALID: EXIT.input,
  NO_SCHEMA: EXIT.input,
  NOTHING_FOUND: EXIT.input,
  REFUSED: EXIT.failed,
  UNSEALED: EXIT.unknown,
  INTERNAL: EXIT.failed,
} as const satisfies Record<string, ExitCode>;

export type CommandErrorCode = keyof typeof COMMAND_ERRORS;

/** What the hub's codes mean for a script. Those left out are 1. */
const HUB_ERRORS: Readonly<Record<string, ExitCode>> = {
  UNAUTHENTICATED: EXIT.denied,
  FORBIDDEN: EXIT.denied,
  PURPOSE_REQUIRED: EXIT.denied,
  GRANT_REQUIRED: EXIT.denied,
  CONSENT_REQUIRED: EXIT.denied,
  NOT_SUBSCRIBED: EXIT.denied,
  DOCUMENT_NOT_TRUSTED: EXIT.denied,
  BAD_USER_INPUT: EXIT.input,
  NOT_FOUND: EXIT.input,
  CONFLICT: EXIT.input,
};

export const exitOfHubError = (code: string): ExitCode => HUB_ERRORS[code] ?? EXIT.failed;
