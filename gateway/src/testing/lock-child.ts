import { createInterface } from 'node:readline';
import { generateSigningKey, StartError } from '@citygraph/contract';
import { openLocalLedger } from '../ledger/local-ledger.ts';

/** Tries to keep a ledger in each folder that it is told, says `held` or `refused`, and keeps what it has until it ends. */
const key = await generateSigningKey();
process.stdout.write('ready\n');
for await (const folder of createInterface({ input: process.stdin })) {
  try {
    await openLocalLedger({ folder, ledger: 'city', key });
    process.stdout.write('held\n');
  } catch (error) {
    process.stdout.write(error instanceof StartError ? 'refused\n' : `${error}\n`);
  }
}
process.exit();
