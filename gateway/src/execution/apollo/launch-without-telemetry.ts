/**
 * Apollo's gateway probes cloud metadata addresses and phones home unless told otherwise before it is made.
 * Import this file before `@apollo/gateway`; a test proves that no foreign connection is attempted.
 */
process.env.APOLLO_TELEMETRY_DISABLED = 'true';

export {};
