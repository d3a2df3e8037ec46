import { type LocalText, StartError } from '@citygraph/contract';
import { GraphQLError } from 'graphql';
import { say } from './start-words.ts';

/** What a person can do something about, said to them; null: it is a fault of the code, whose stack tells more. */
export function whyNoStart(error: unknown): LocalText | null {
  if (error instanceof StartError) return { en: error.message, zh: error.zh ?? error.message };
  if (error instanceof GraphQLError || isOfSchema(error)) return say('schema', { said: error.message });
  return error instanceof Error ? ofSystem(error) : null;
}

const isOfSchema = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'GraphQLSchemaValidationError';

/** Errors of the system have a code, and what they were about. */
function ofSystem(
  error: NodeJS.ErrnoException & { readonly port?: number; readonly address?: string },
): LocalText | null {
  const { code = '', syscall, path, port = 0, address: host = '' } = error;
  if (syscall === 'listen') {
    if (code === 'EADDRINUSE') return say('taken', { port, host });
    if (code === 'EACCES') return say('forbidden', { port, host });
    if (code === 'EADDRNOTAVAIL') return say('elsewhere', { host });
  }
  if (syscall === 'getaddrinfo' && 'hostname' in error) return say('elsewhere', { host: String(error.hostname) });
  if (syscall === 'open' && path !== undefined) return say('file', { file: path, code });
  return null;
}
