import { open, stat } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import type { MessageValue } from '../messages/messages.ts';
import { reasonOf } from './write-file.ts';

/** No text that this command reads is longer. */
const LARGEST = 16 * 1024 * 1024;

/** A text file; null: there is none. */
export async function readFileIfThere(path: string): Promise<string | null> {
  try {
    return await readText(path);
  } catch (error) {
    if (error instanceof CommandError && error.values.reason === 'ENOENT') return null;
    throw error;
  }
}

/** UTF-8 text without its byte order mark, or FILE_UNREADABLE with the reason. Ends of lines stay as they are. */
export async function readText(path: string): Promise<string> {
  const wrong = (reason: MessageValue) =>
    new CommandError('FILE_UNREADABLE', 'error.file-unreadable', { path, reason });
  let bytes: Buffer;
  try {
    if (!(await stat(path)).isFile()) throw wrong(['reason.no-file']);
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > LARGEST) throw wrong(['reason.too-large', { most: LARGEST }]);
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof CommandError ? error : wrong(reasonOf(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrong(['reason.no-text']);
  }
}
