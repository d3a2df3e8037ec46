import { commands } from './en/commands.ts';
import { errors } from './en/errors.ts';
import { words } from './en/words.ts';

/** English; the shape of every other language. */
export const en = { ...errors, ...words, ...commands };
