import { parseArgs } from 'node:util';
import { killOften, publishAtOnce } from './strain-heads.ts';

/** The long form of `strained-heads.test.ts`; the registry's README says how to run it. */
const { values } = parseArgs({
  options: {
    publishers: { type: 'string', default: '50' },
    releases: { type: 'string', default: '20' },
    kills: { type: 'string', default: '200' },
  },
});
const [publishers, releases, kills] = [values.publishers, values.releases, values.kills].map(Number) as [
  number,
  number,
  number,
];
const said = async (
  name: string,
  work: Promise<{ acknowledged: number; sequence: number; faults: readonly string[] }>,
) => {
  const began = performance.now();
  const { acknowledged, sequence, faults } = await work;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${name}: ${acknowledged} acknowledged, ${sequence} graph sets, ${faults.length} faults, ${seconds} s`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
};
if (publishers > 0) await said(`${publishers} publishers × ${releases}`, publishAtOnce(publishers, releases));
if (kills > 0) await said(`${kills} kills`, killOften(kills));
