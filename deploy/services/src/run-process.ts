import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { StartError } from '@citygraph/contract';
import { environmentOf } from './config.ts';
import { endProcess } from './end-process.ts';

export interface HubProcess {
  readonly name: string;
  readonly pid: number;
  /** What it said it listens at. */
  readonly url: string;
  /** Resolves when it has ended, however that came. */
  readonly ended: Promise<number | null>;
  close(): Promise<void>;
}

interface ProcessOptions {
  readonly name: string;
  /** Script and flags. */
  readonly command: readonly string[];
  readonly logFile: string;
  readonly readyMs: number;
}

/** Starts a Node process of the hub and waits until it says on stdout at which address it listens. Its log goes to a file. */
export async function runProcess({ name, command, logFile, readyMs }: ProcessOptions): Promise<HubProcess> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env: environmentOf() });
  const log = createWriteStream(logFile, { flags: 'w', mode: 0o600 });
  let last = '';
  child.stderr.on('data', (chunk) => {
    last = (last + chunk).slice(-2000);
    log.write(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => log.end());
  try {
    const url = await listensAt(child, readyMs);
    return { name, pid: child.pid ?? 0, url, ended, close: async () => void (await endProcess(child)) };
  } catch (error) {
    await endProcess(child);
    const said = last.trim().split('\n').at(-1);
    throw new StartError(`${name} did not start: ${said || (error as Error).message} (its log: ${logFile})`);
  }
}

function listensAt(child: ChildProcess, readyMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready after ${readyMs / 1000} s`)), readyMs);
    child.once('close', (code) => reject(new Error(`it ended with code ${code}`)));
    if (!child.stdout) throw new Error('It has no stdout.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /(https?:\/\/\S+)\/graphql$/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(late);
      resolve(url);
    });
  });
}
