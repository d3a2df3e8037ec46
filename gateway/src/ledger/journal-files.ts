import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that is only appended to. */
export interface AppendFile {
  /** Writes everything, or rejects; how much of it is there afterwards is not known then. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was appended survives a power cut. After it rejected once, nothing about the file is certain any more. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What a journal does with its folder; tests put faults in here. */
export interface JournalFiles {
  list(): Promise<string[]>;
  /** From an offset on. */
  read(name: string, from?: number): Promise<Buffer>;
  /** A new file; rejects when the name is taken. */
  create(name: string): Promise<AppendFile>;
  /** Cuts a file to a length, durably. */
  truncate(name: string, length: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Durably; a file that is gone already is no fault. */
  remove(name: string): Promise<void>;
}

export function journalFiles(folder: string): JournalFiles {
  const at = (name: string) => join(folder, name);
  return {
    list: () => readdir(folder),
    read: (name, from = 0) => (from === 0 ? readFile(at(name)) : readBehind(at(name), from)),
    create: (name) => openAppendFile(folder, name, 'ax'),
    async truncate(name, length) {
      const file = await open(at(name), 'r+');
      try {
        await file.truncate(length);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async rename(from, to) {
      await rename(at(from), at(to));
      await syncFolder(folder);
    },
    async remove(name) {
      await rm(at(name), { force: true });
      await syncFolder(folder);
    },
  };
}

async function readBehind(path: string, from: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A file of a folder, opened with `ax` as a new one or with `a`; its name survives a power cut. */
export async function openAppendFile(folder: string, name: string, flags: 'a' | 'ax'): Promise<AppendFile> {
  const file = await open(join(folder, name), flags, 0o600);
  try {
    await syncFolder(folder);
  } catch (error) {
    await file.close();
    if (flags === 'ax') await rm(join(folder, name), { force: true }).catch(() => {});
    throw error;
  }
  return appendFile(file);
}

const appendFile = (file: FileHandle): AppendFile => ({
  append: (bytes) => file.appendFile(bytes),
  sync: () => file.datasync(),
  close: () => file.close(),
});

/** A name is durable once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
