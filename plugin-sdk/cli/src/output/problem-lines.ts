import type { CommandError } from '../command-error.ts';
import type { Translate } from '../messages/messages.ts';
import { errorOf, said } from './envelope.ts';
import type { Line } from './line.ts';

/** What went wrong, for people: all that was found, the first of it with its place, what to do, and the command that explains it. */
export function problemLines(problem: CommandError, m: Translate, requestId: string | null): Line[] {
  const { code, message, location, suggestions, ref } = errorOf(problem, m);
  const place = location ? `${[location.file, location.line, location.column].filter(Boolean).join(':')}: ` : '';
  return [
    ...(problem.details.text ?? []).map((text) => said(text, m)),
    ...`${place}${message}`.split('\n').map((text): Line => ({ tone: 'bad', text })),
    ...suggestions.map((text) => `  → ${text}`),
    { tone: 'dim', text: `  ${code} · ${ref}${requestId === null ? '' : ` · ${requestId}`}` },
  ];
}
