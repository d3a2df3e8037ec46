import { type ChildProcess, spawn } from 'node:child_process';

export interface PluginProcess {
  /** It listens, or ended, or takes longer than anybody waits. */
  readonly listens: Promise<void>;
  /** Lets it answer what it was asked, then ends it. */
  close(): Promise<void>;
}

export interface RunPluginOptions {
  /** Where `src/main.ts` is. */
  readonly folder: string;
  readonly port: number;
  /** Origin of the hub. */
  readonly hub: string;
  readonly hopKeys: string;
  /** Told once, when it ended by itself. */
  readonly onFailure: (why: string) => void;
}

const LISTENS_MS = 30_000;
const DRAIN_MS = 3_000;

/** However the hub ends, its plugins end with it: none stays behind on a port that the next start needs. */
const END_WITH_HUB = `data:text/javascript,${encodeURIComponent('process.once("disconnect", () => process.exit(0))')}`;

/** Runs a plugin as its vendor would, in a process of its own that is told of nothing but its hub. */
export function runPlugin({ folder, port, hub, hopKeys, onFailure }: RunPluginOptions): PluginProcess {
  const child = spawn(process.execPath, ['--no-warnings', '--import', END_WITH_HUB, 'src/main.ts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { HOST: '127.0.0.1', PORT: String(port), CITYGRAPH_HUB: hub, CITYGRAPH_HOP_KEYS: hopKeys },
  });
  let last = 'it said nothing';
  let isClosing = false;
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      if (!isClosing) onFailure(why);
      isClosing = true;
      resolve();
    };
    child.once('error', ({ message }) => end(message));
    child.once('exit', (code, by) => end(`it ended with ${code ?? by}: ${last}`));
  });
  const serving = new Promise<void>((resolve) => {
    linesOf(child, (line) => {
      if (line.includes('"event":"serving"')) resolve();
      last = sentenceIn(line) ?? last;
    });
  });
  const late = new Promise<void>((resolve) => void setTimeout(resolve, LISTENS_MS).unref());
  return {
    listens: Promise.race([serving, ended, late]),
    async close() {
      isClosing = true;
      await stop(child, ended);
    },
  };
}

function linesOf(child: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-4_000);
    for (const line of lines) take(line);
  });
}

/** What a person would read of a crash: its message, without the stack around it. */
function sentenceIn(line: string): string | null {
  const text = line.trim();
  if (text === '' || /^(at |\{"event"|Node\.js v|throw |\^|file:|node:|[{}])/.test(text)) return null;
  return [...text]
    .filter((sign) => sign >= ' ')
    .join('')
    .slice(0, 200);
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
  await ended;
  clearTimeout(hard);
}
