import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks a process to end, and ends it when it has not after `graceMs`. Answers its exit code; null: it was killed. */
export async function endProcess(child: ChildProcess, graceMs = 15_000): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(graceMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
  return child.exitCode;
}
