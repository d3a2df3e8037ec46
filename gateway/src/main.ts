#!/usr/bin/env node
import cluster from 'node:cluster';
import { pino } from 'pino';
import { readConfig, USAGE } from './config.ts';
import { startGateway } from './start-gateway.ts';
import { runWorker, startWorkers } from './start-workers.ts';

/** Two seconds after SIGTERM the process is gone, whoever is still waiting. */
const GRACE_MS = 1_500;
const END_MS = 1_900;

const logger = pino({ name: 'citygraph-gateway', level: 'info' }, pino.destination({ dest: 2, sync: false }));

const lineTo = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);

try {
  if (process.argv[2] === 'policy') {
    const { runPolicyCommand } = await import('./policy/command/run-policy-command.ts');
    process.exit(await runPolicyCommand(process.argv.slice(3), lineTo(process.stdout), lineTo(process.stderr)));
  }
  if (process.argv[2] === 'ledger') {
    const { runLedgerCommand } = await import('./ledger/run-ledger-command.ts');
    process.exit(await runLedgerCommand(process.argv.slice(3), lineTo(process.stdout), lineTo(process.stderr)));
  }
  const config = await readConfig(process.argv.slice(2));
  if (config === 'help') {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const start = cluster.isWorker ? runWorker : (config.workers ?? 1) > 1 ? startWorkers : startGateway;
  const gateway = await start(config, (line) => logger.info(line));
  if (cluster.isPrimary) {
    process.stdout.write(`CityGraph gateway: ${gateway.url}\n`);
    if (gateway.metricsUrl) process.stdout.write(`Metrics: ${gateway.metricsUrl}\n`);
    if (!config.identity) process.stdout.write('No identity is configured: everyone is anonymous.\n');
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), END_MS).unref();
    gateway.stop(GRACE_MS).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  // A worker's words are its primary's to say.
  if (cluster.isPrimary) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
