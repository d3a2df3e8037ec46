import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExchangeRecord, readSigningKey } from '@citygraph/contract';
import { openLocalLedger } from '../ledger/local-ledger.ts';

/** Keeps a ledger until it is killed; says of each record that it was acknowledged. Of a third it is the announcement that is: the answer may never come. */
const [, , folder = '', round = '', archive = '{}'] = process.argv;
const key = await readSigningKey(await readFile(join(folder, 'key.pem'), 'utf8'));
const ledger = await openLocalLedger({ folder, ledger: 'city', key, ...JSON.parse(archive) });
for (let number = 0; number < 100_000; number += 1) {
  const batch = Array.from({ length: 1 + (number % 5) }, (_, index) => `exr_${round}_${number}_${index}`);
  await Promise.all(
    batch.map(async (id, index) => {
      const record: ExchangeRecord = {
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
      };
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
