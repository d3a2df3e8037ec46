import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PluginProcess {
  /** It listens, or ended, or takes longer than anybody waits. */
  readonly listens: Promise<void>;
  /** Lets it answer what it was asked, then ends it for good. */
  close(): Promise<void>;
}

/** What its process is told. */
interface PluginPlace {
  /** Where `src/main.ts` is. */
  readonly folder: string;
  readonly port: number;
  /** Origin of the hub. */
  readonly hub: string;
  readonly hopKeys: string;
}

export interface RunPluginOptions extends PluginPlace {
  /** Told each time it ended by itself: why, and after how many milliseconds it is started again. */
  readonly onFailure: (why: string, againInMs: number) => void;
  /** Told each time it serves again. */
  readonly onReturn?: () => void;
  /** Milliseconds to wait after so many failures in a row. */
  readonly pauseMs?: (failures: number) => number;
}

const LISTENS_MS = 30_000;
const DRAIN_MS = 3_000;
/** Whoever ran for so long has recovered: what comes then is a new failure. */
const STEADY_MS = 60_000;
/** What fails at once, and always, must not take the machine that the city runs on. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

const pauseAfter = (failures: number): number => PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;

/** However the hub ends, its plugins end with it: none stays behind on a port that the next start needs. */
const END_WITH_HUB = `data:text/javascript,${encodeURIComponent('process.once("disconnect", () => process.exit(0))')}`;

/** Runs a plugin as its vendor would, in a process of its own that is told of nothing but its hub, and starts it again when it dies. */
export function runPlugin(options: RunPluginOptions): PluginProcess {
  const { onFailure, onReturn = () => {}, pauseMs = pauseAfter } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let current = startPlugin(options);
  const late = new Promise<void>((resolve) => void setTimeout(resolve, LISTENS_MS).unref());
  const listens = Promise.race([current.serving, current.ended.then(() => {}), late]);

  const keepUp = async (): Promise<void> => {
    for (let failures = 1; ; failures += 1) {
      const since = performance.now();
      const why = await current.ended;
      if (signal.aborted) return;
      if (performance.now() - since > STEADY_MS) failures = 1;
      const pause = pauseMs(failures);
      onFailure(why, pause);
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      current = startPlugin(options);
      void current.serving.then(() => {
        if (!signal.aborted) onReturn();
      });
    }
  };
  const kept = keepUp();
  return {
    listens,
    async close() {
      closing.abort();
      await current.stop();
      await kept;
    },
  };
}

interface Started {
  /** Never, when it ends before it listens. */
  readonly serving: Promise<void>;
  /** Why. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

function startPlugin({ folder, port, hub, hopKeys }: PluginPlace): Started {
  const child = spawn(process.execPath, ['--no-warnings', '--import', END_WITH_HUB, 'src/main.ts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { HOST: '127.0.0.1', PORT: String(port), CITYGRAPH_HUB: hub, CITYGRAPH_HOP_KEYS: hopKeys },
  });
  let last = 'it said nothing';
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, by) => resolve(`it ended with ${code ?? by}: ${last}`));
  });
  const serving = new Promise<void>((resolve) => {
    linesOf(child, (line) => {
      if (line.includes('"event":"serving"')) resolve();
      last = sentenceIn(line) ?? last;
    });
  });
  return { serving, ended, stop: () => stop(child, ended) };
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

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
  await ended;
  clearTimeout(hard);
}
