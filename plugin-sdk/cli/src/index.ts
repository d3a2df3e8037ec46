export { type Command, type CommandContext, type CommandSpec, defineCommand } from './define-command.ts';
export { COMMAND_ERRORS, EXIT, type ExitCode } from './exit-codes.ts';
export { withCommandPages } from './help/command-pages.ts';
export type { BadEnvelope, Envelope, EnvelopeError, GoodEnvelope, Meta } from './output/envelope.ts';
export { ENVELOPE_SCHEMA } from './output/envelope-schema.ts';
export { runCommandLine } from './run-command-line.ts';
export type { Input, Out, World } from './world.ts';
