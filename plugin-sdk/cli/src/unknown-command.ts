import { nearest } from '@citygraph/contract';
import { CommandError } from './command-error.ts';
import { COMMAND_NAMES } from './command-table.ts';

/** What was written is no command: with the one that was meant, if any is near. `left` is where its name was looked for no further. */
export function unknownCommand(words: readonly string[], left: readonly string[] = []): CommandError {
  const verb = left.findIndex((word) => !word.startsWith('-'));
  const command = [...words, ...left.slice(0, Math.max(1, verb + 1))].join(' ');
  const said = [...words, left[verb] ?? ''].slice(0, 2).join(' ').trim();
  const ofTopic = COMMAND_NAMES.filter((name) => name.startsWith(`${words[0]} `));
  const meant =
    nearest(said, COMMAND_NAMES) ??
    nearest(words[0] ?? '', COMMAND_NAMES) ??
    byVerb(words[0] ?? '') ??
    ofTopic[0] ??
    null;
  return new CommandError(
    'UNKNOWN_COMMAND',
    'error.unknown-command',
    { command },
    {
      suggestions: [
        ...(meant === null ? [] : [['hint.did-you-mean', { name: `citygraph ${meant}` }] as const]),
        ['hint.commands'],
      ],
    },
  );
}

/** `whoami` is meant for `auth whoami`; a verb that many nouns have, for none of them. */
function byVerb(word: string): string | null {
  const verbs = COMMAND_NAMES.map((name) => name.split(' ')[1] ?? '').filter(Boolean);
  const verb = nearest(word, verbs);
  const [only, ...others] = COMMAND_NAMES.filter((name) => name.endsWith(` ${verb}`));
  return only !== undefined && others.length === 0 ? only : null;
}
