import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type AppendFile, type JournalFiles, journalFiles, openAppendFile } from './journal-files.ts';

const FILE = /^ledger-(\d{8})\.jsonl$/;

/** Name of an archive's file, from 1. */
export const archiveFileName = (number: number): string => `ledger-${String(number).padStart(8, '0')}.jsonl`;

/** Number of an archive's file, from 1. */
export const archiveFileNumber = (name: string): number => Number(FILE.exec(name)?.[1]);

/** Names of an archive's files, in order. */
export async function archiveFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => FILE.test(name)).sort();
}

/** The lines of an archive's file; only a line feed ends one. */
export async function* linesOf(path: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** How an archive changes its folder; tests put faults in here. */
export interface ArchiveDisk extends Pick<JournalFiles, 'create' | 'truncate' | 'remove'> {
  /** A file that is there, to append to; its name survives a power cut. */
  reopen(name: string): Promise<AppendFile>;
}

export function archiveDisk(folder: string): ArchiveDisk {
  const { create, truncate, remove } = journalFiles(folder);
  return { create, truncate, remove, reopen: (name) => openAppendFile(folder, name, 'a') };
}
