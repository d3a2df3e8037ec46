import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '26.7.0';
const ARTEFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:tar.gz`;

export interface DistributionOptions {
  /** Where it is unpacked, once; default: the user's cache folder. */
  readonly cache?: string;
  /** Maven's local repository; default: `M2_REPO`, or `~/.m2/repository`. */
  readonly repository?: string;
  readonly mvn?: string;
}

/** The distribution's folder, unpacked once outside any work tree; Maven brings it when its repository does not have it yet. */
export async function unpackedKeycloak({
  cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'citygraph'),
  repository = process.env.M2_REPO ?? join(homedir(), '.m2/repository'),
  mvn = 'mvn',
}: DistributionOptions): Promise<string> {
  const folder = join(cache, `keycloak-${VERSION}`);
  if (existsSync(join(folder, 'bin/kc.sh'))) return folder;
  const archive = join(
    repository,
    `org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.tar.gz`,
  );
  if (!existsSync(archive)) {
    assertRuns(mvn, ['--version'], 'Keycloak is brought by Maven (apt: maven)');
    run(
      mvn,
      [
        '-q',
        '-B',
        'dependency:get',
        `-Dartifact=${ARTEFACT}`,
        '-Dtransitive=false',
        `-Dmaven.repo.local=${repository}`,
      ],
      `Maven could not bring ${ARTEFACT}; look at its settings and the network`,
    );
  }
  const beside = `${folder}.${process.pid}`;
  await mkdir(beside, { recursive: true });
  try {
    run('tar', ['-xzf', archive, '-C', beside, '--strip-components=1'], `${archive} cannot be unpacked: remove it`);
    // Another run may have been first: its folder is as good.
    await rename(beside, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'bin/kc.sh'))) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return folder;
}

/** A tool that is missing is named in a sentence, with what to do. */
export function assertRuns(command: string, args: readonly string[], need: string): void {
  run(command, args, `${need}, and "${command} ${args.join(' ')}" did not run`);
}

function run(command: string, args: readonly string[], sentence: string): void {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw new Error(`${sentence} (${error instanceof Error ? error.message.trim().slice(0, 500) : error}).`);
  }
}
