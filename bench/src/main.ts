import { type Benchmark, printComparison } from './benchmark.ts';
import { departmentsBenchmark } from './departments/departments-benchmark.ts';
import { gatewayBenchmark } from './gateway/gateway-benchmark.ts';
import { hopBenchmark } from './hop/hop-benchmark.ts';

const BENCHMARKS: readonly Benchmark[] = [hopBenchmark, gatewayBenchmark, departmentsBenchmark];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are:\n${BENCHMARKS.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}\n`,
  );
  process.exit(2);
}
for (const benchmark of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  process.stdout.write(`\n${benchmark.name}: ${benchmark.description}\n`);
  for (const comparison of await benchmark.run()) process.stdout.write(`${printComparison(comparison)}\n`);
}
