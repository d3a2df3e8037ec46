import { openJournal } from '../ledger/journal.ts';
import { journalFiles } from '../ledger/journal-files.ts';

/** Journals until it is killed; says of each record that it was acknowledged. */
const [, , folder = '', round = ''] = process.argv;
const journal = await openJournal({ files: journalFiles(folder), segmentBytes: 4_000 });
for (let number = 0; number < 100_000; number += 1) {
  const batch = Array.from({ length: 1 + (number % 5) }, (_, index) => `exr_${round}_${number}_${index}`);
  await Promise.all(
    batch.map(async (id) => {
      await journal.append({
        id,
        at: new Date().toISOString(),
        app: null,
        organisation: null,
        actor: null,
        purpose: null,
        case: null,
        grants: [],
        operation: null,
        coordinates: [],
        receivers: [],
        subjects: [],
        rows: number,
        requestHash: '',
        responseHash: '',
      });
      process.stdout.write(`${id}\n`);
    }),
  );
}
