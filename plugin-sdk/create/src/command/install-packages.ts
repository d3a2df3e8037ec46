import { spawn } from 'node:child_process';

/** Runs `npm install` in a folder; null when it went well, else why not. Aborted: npm is ended. */
export function installPackages(folder: string, signal: AbortSignal): Promise<string | null> {
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
      if (name !== 'AbortError') resolve(`npm cannot be run (${message})`);
    });
    npm.once('close', (code, by) => resolve(code === 0 ? null : `npm install ended with ${code ?? by}`));
  });
}
