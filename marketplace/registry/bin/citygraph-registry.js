#!/usr/bin/env node
// Committed, so that npm can link it before the first build.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `CityGraph needs Node 22.19 or newer; this is ${process.versions.node}. Run it with npx, or install a newer Node.\n`,
  );
  process.exit(1);
}
await import('../dist/command/main.js');
