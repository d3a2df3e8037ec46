import { spawn } from 'node:child_process';
import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';

/** Runs `npm install` in a folder; null when it went well, else why not. Aborted: npm is ended. */
export function installPackages(folder: string, signal: AbortSignal): Promise<LocalText | null> {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32';
    const npm = spawn('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      // Data is for stdout, npm's progress is none.
      stdio: ['ignore', 2, 2],
      shell: isWindows,
      signal,
    });
    npm.once('error', ({ name, message }) => {
      // Called off: it is over when npm has let go of the folder.
      if (name !== 'AbortError') resolve(say('npm.none', { reason: message }));
    });
    npm.once('close', (code, by) => resolve(code === 0 ? null : say('npm.ended', { status: code ?? String(by) })));
  });
}
