import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The binary composes by itself: it is given each department's schema. This process only starts it. */
const { services, port } = JSON.parse(process.argv[2]);
const binary = createRequire(import.meta.url).resolve('@grafbase/cli-x86_64-unknown-linux-musl/grafbase');
const folder = mkdtempSync(join(tmpdir(), 'citygraph-bench-grafbase-'));
const quoted = JSON.stringify;
const settings = services.map(({ name, url, sdl }) => {
  const file = join(folder, `${name}.graphql`);
  writeFileSync(file, sdl);
  return `[subgraphs.${name}]\nurl = ${quoted(url)}\nschema_path = ${quoted(file)}\n`;
});
settings.push('[[headers]]\nrule = "forward"\nname = "authorization"\n');
writeFileSync(join(folder, 'grafbase.toml'), settings.join('\n'));
const child = spawn(
  binary,
  ['--home', folder, 'dev', '--config', join(folder, 'grafbase.toml'), '--port', String(port)],
  {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
process.on('SIGTERM', () => child.kill('SIGKILL'));
child.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
