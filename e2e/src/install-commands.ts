import { execFileSync, spawnSync } from 'node:child_process';

/** Debian packages that bring the commands our service and browser tests start. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  mariadbd: ['mariadb-server'],
  'redis-server': ['redis-server'],
  chromium: ['chromium', 'fonts-noto-cjk'],
  java: ['default-jre-headless'],
  mvn: ['maven'],
  openssl: ['openssl'],
  nginx: ['nginx-light'],
  'python3-venv': ['python3', 'python3-venv'],
};

/** Where it is no command that tells whether a package is there. */
const SIGNS: Readonly<Record<string, string>> = { 'python3-venv': 'python3 -c "import ensurepip, venv"' };

const onPath = (command: string): boolean =>
  spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin"; ${SIGNS[command] ?? `command -v ${command}`}`]).status === 0;

/**
 * Installs whatever of `commands` this machine lacks, by Debian's package manager. Needs root (or sudo without a
 * password); elsewhere it stops with a sentence that says what to install.
 */
export function installCommands(commands: readonly (keyof typeof PACKAGES & string)[]): void {
  const missing = commands.filter((command) => !onPath(command)).flatMap((command) => PACKAGES[command] ?? []);
  if (missing.length === 0) return;
  const root = process.getuid?.() === 0;
  const apt = (...args: string[]): void => {
    const [file, ...rest] = root ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args];
    execFileSync(file as string, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  if (!onPath('apt-get')) throw new Error(`Install ${missing.join(', ')} first: this machine has no apt-get.`);
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}
