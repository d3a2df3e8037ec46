import { admissionBenchmark } from './admission/admission-benchmark.ts';
import { fastPassBenchmark } from './admission/fast-pass-benchmark.ts';
import { publishBenchmark } from './admission/publish-benchmark.ts';
import { type Benchmark, printComparison } from './benchmark.ts';
import { commandBenchmark } from './command/command-benchmark.ts';
import { effectBenchmark } from './decisions/effect-benchmark.ts';
import { departmentsBenchmark } from './departments/departments-benchmark.ts';
import { deliveryBenchmark } from './gateway/delivery-benchmark.ts';
import { gatewayBenchmark } from './gateway/gateway-benchmark.ts';
import { graphSizeBenchmark } from './gateway/graph-size-benchmark.ts';
import { planMissesBenchmark } from './gateway/plan-misses-benchmark.ts';
import { profileBenchmark } from './gateway/profile-benchmark.ts';
import { runQuick } from './gateway/quick.ts';
import { reloadBenchmark } from './gateway/reload-benchmark.ts';
import { soakBenchmark } from './gateway/soak-benchmark.ts';
import { strainBenchmark } from './gateway/strain-benchmark.ts';
import { trustBenchmark } from './gateway/trust-benchmark.ts';
import { hopBenchmark } from './hop/hop-benchmark.ts';
import { readCommandLine } from './run-options.ts';

/** What a run of all is made of. */
const BENCHMARKS: readonly Benchmark[] = [
  hopBenchmark,
  gatewayBenchmark,
  planMissesBenchmark,
  graphSizeBenchmark,
  trustBenchmark,
  deliveryBenchmark,
  reloadBenchmark,
  strainBenchmark,
  soakBenchmark,
  departmentsBenchmark,
  admissionBenchmark,
  fastPassBenchmark,
  publishBenchmark,
  effectBenchmark,
  commandBenchmark,
];

/** What is run by name only. */
const NAMED: readonly Benchmark[] = [profileBenchmark];

const { names, quick, ...options } = readCommandLine(process.argv.slice(2));
const unknown = names.filter((name) => ![...BENCHMARKS, ...NAMED].some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are:\n${[...BENCHMARKS, ...NAMED].map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}\n`,
  );
  process.exit(2);
}
if (quick) {
  await runQuick(options);
} else {
  const wanted = names.length === 0 ? BENCHMARKS : [...BENCHMARKS, ...NAMED].filter(({ name }) => names.includes(name));
  for (const benchmark of wanted) {
    process.stdout.write(`\n${benchmark.name}: ${benchmark.description}\n`);
    for (const comparison of await benchmark.run(options)) process.stdout.write(`${printComparison(comparison)}\n`);
  }
}
