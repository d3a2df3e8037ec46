import type { JournalFiles } from '../ledger/journal-files.ts';

export interface Faults {
  append?(): void;
  sync?(): void;
  create?(): void;
  /** Of what is appended when that fails, half is there. */
  readonly half?: boolean;
}

/** Files that call before they do something, and fail when the call does. */
export function watched(files: JournalFiles, { append, sync, create, half = false }: Faults): JournalFiles {
  return {
    ...files,
    async create(name) {
      create?.();
      const file = await files.create(name);
      return {
        async append(bytes) {
          try {
            append?.();
          } catch (error) {
            if (half) await file.append(bytes.subarray(0, bytes.length >> 1));
            throw error;
          }
          await file.append(bytes);
        },
        async sync() {
          sync?.();
          await file.sync();
        },
        close: () => file.close(),
      };
    },
  };
}
