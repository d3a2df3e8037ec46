import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** What an image runs, and in which folder of this machine it lies. */
export interface LaidOut {
  readonly folder: string;
  /** `ENV`. */
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly health: readonly string[] | null;
  /** Lines of `RUN`, which nobody ran. */
  readonly runs: readonly string[];
}

/**
 * Does with a Dockerfile what can be done without Docker: every file that it copies is there and not kept out by `.dockerignore`, and lies where the image has it, and
 * no other does. Throws a sentence for what a build would stumble over.
 */
export async function layOutImage(context: string, root: string): Promise<LaidOut> {
  const ignored = linesOf(join(context, '.dockerignore'));
  const env: Record<string, string> = {};
  const runs: string[] = [];
  let folder = root;
  let command: readonly string[] = [];
  let health: readonly string[] | null = null;
  for (const [word, rest] of instructionsOf(join(context, 'Dockerfile'))) {
    if (word === 'WORKDIR') {
      folder = join(root, rest);
      await mkdir(folder, { recursive: true });
    } else if (word === 'ENV') {
      for (const pair of rest.split(/\s+/)) {
        const [name = '', value = ''] = pair.split('=');
        env[name] = value;
      }
    } else if (word === 'COPY') {
      const paths = rest.split(/\s+/);
      const to = paths.pop() ?? '';
      for (const from of paths) {
        if (!existsSync(join(context, from))) throw new Error(`COPY ${rest}: there is no ${from}.`);
        if (ignored.includes(from)) throw new Error(`COPY ${rest}: .dockerignore keeps ${from} out.`);
        await cp(
          join(context, from),
          to.endsWith('/') ? join(resolve(folder, to), basename(from)) : resolve(folder, to),
          {
            recursive: true,
          },
        );
      }
    } else if (word === 'RUN') runs.push(rest);
    else if (word === 'CMD') command = JSON.parse(rest) as string[];
    else if (word === 'HEALTHCHECK') health = JSON.parse(rest.replace(/^CMD\s+/, '')) as string[];
    else if (!['FROM', 'USER', 'EXPOSE'].includes(word))
      throw new Error(`${word} is an instruction that no test knows.`);
  }
  return { folder, env, command, health, runs };
}

function linesOf(file: string): readonly string[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

const instructionsOf = (file: string): readonly (readonly [word: string, rest: string])[] =>
  linesOf(file).map((line) => {
    const [word = ''] = line.split(' ', 1);
    return [word, line.slice(word.length).trim()];
  });
