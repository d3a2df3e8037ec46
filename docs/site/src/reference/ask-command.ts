import { runCommandLine, type World } from 'citygraph';
import type { Language } from '../navigation.ts';

/** What the command line itself says, in a language: the one source of what this site tells of it. */
export async function askCommand<T>(argv: readonly string[], language: Language): Promise<T> {
  const said: string[] = [];
  const nowhere = { isTerminal: false, write: () => {} };
  const world: World = {
    env: {},
    cwd: '/',
    home: '/',
    stdout: { isTerminal: false, write: (text) => said.push(text) },
    stderr: nowhere,
    stdin: { isTerminal: false, line: async () => null },
    fetch: () => Promise.reject(new Error('The pages of commands are made without a network.')),
    now: Date.now,
    sleep: () => Promise.resolve(),
    signal: new AbortController().signal,
    nodeVersion: process.versions.node,
  };
  const exit = await runCommandLine([...argv, '--json', '--locale', language], world);
  const envelope = JSON.parse(said.join('')) as { ok: boolean; data: T };
  if (!envelope.ok) throw new Error(`citygraph ${argv.join(' ')} ended with ${exit}: ${said.join('')}`);
  return envelope.data;
}
