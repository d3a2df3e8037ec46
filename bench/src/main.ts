import { type Benchmark, printComparison } from './benchmark.ts';
import { departmentsBenchmark } from './departments/departments-benchmark.ts';
import { gatewayBenchmark } from './gateway/gateway-benchmark.ts';
import { graphSizeBenchmark } from './gateway/graph-size-benchmark.ts';
import { planMissesBenchmark } from './gateway/plan-misses-benchmark.ts';
import { runQuick } from './gateway/quick.ts';
import { soakBenchmark } from './gateway/soak-benchmark.ts';
import { hopBenchmark } from './hop/hop-benchmark.ts';
import { readCommandLine } from './run-options.ts';

const BENCHMARKS: readonly Benchmark[] = [
  hopBenchmark,
  gatewayBenchmark,
  planMissesBenchmark,
  graphSizeBenchmark,
  soakBenchmark,
  departmentsBenchmark,
];

const { names, quick, ...options } = readCommandLine(process.argv.slice(2));
const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are:\n${BENCHMARKS.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}\n`,
  );
  process.exit(2);
}
if (quick) {
  await runQuick(options);
} else {
  for (const benchmark of BENCHMARKS) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    process.stdout.write(`\n${benchmark.name}: ${benchmark.description}\n`);
    for (const comparison of await benchmark.run(options)) process.stdout.write(`${printComparison(comparison)}\n`);
  }
}
