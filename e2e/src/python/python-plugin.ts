import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { HOUSE } from '../hub-client.ts';
import { installCommands } from '../install-commands.ts';

export const PYTHON_PLUGIN = join(HOUSE, 'examples/plugins/air-quality-python');
const READY_MS = 60_000;
const run = promisify(execFile);

/** An interpreter with what requirements.txt says, made once for each of its versions; its path. */
export async function pythonWithPackages(): Promise<string> {
  installCommands(['python3-venv']);
  const requirements = join(PYTHON_PLUGIN, 'requirements.txt');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16);
  const folder = join(HOUSE, '.cache', `python-${digest}`);
  const python = join(folder, 'bin/python');
  const isReady = join(folder, 'is-ready');
  if (
    await access(isReady).then(
      () => true,
      () => false,
    )
  )
    return python;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
  await writeFile(isReady, '');
  return python;
}

export interface PythonPlugin {
  output(): string;
  stop(): Promise<number | null>;
}

/** Runs the plugin's server until it says where it is served. */
export async function startPythonPlugin(
  python: string,
  environment: Readonly<Record<string, string>>,
): Promise<PythonPlugin> {
  const child: ChildProcess = spawn(python, ['-m', 'air_quality'], {
    cwd: PYTHON_PLUGIN,
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(5_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    return child.exitCode;
  };
  for (const until = Date.now() + READY_MS; !said.includes('is served at'); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`The Python plugin did not start (exit code ${child.exitCode}):\n${said}`);
    }
  }
  return { output: () => said, stop };
}
