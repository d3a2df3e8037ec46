import { readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { readSigningKey } from '@citygraph/contract';
import { openLocalLedger } from '../ledger/local-ledger.ts';
import { madeUpRecord } from './made-up-record.ts';

/** Keeps a ledger until it is killed; says of each record that it was acknowledged. Of a third it is the announcement that is: the answer may never come. */
// Who is killed keeps nothing at its end, and the next would compile all this again.
flushCompileCache();
const [, , folder = '', round = '', archive = '{}'] = process.argv;
const key = await readSigningKey(await readFile(join(folder, 'key.pem'), 'utf8'));
const ledger = await openLocalLedger({ folder, ledger: 'city', key, ...JSON.parse(archive) });
for (let number = 0; number < 100_000; number += 1) {
  const batch = Array.from({ length: 1 + (number % 5) }, (_, index) => `exr_${round}_${number}_${index}`);
  await Promise.all(
    batch.map(async (id, index) => {
      const record = madeUpRecord(id, { at: new Date().toISOString(), rows: number });
      const say = () => process.stdout.write(`${id}\n`);
      const isAnnounced = (number + index) % 3 === 0;
      if (isAnnounced) {
        await ledger.announce({ ...record, rows: 0 });
        say();
      }
      await ledger.append(record);
      if (!isAnnounced) say();
    }),
  );
}
