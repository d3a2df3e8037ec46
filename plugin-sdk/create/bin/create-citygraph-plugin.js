#!/usr/bin/env node
// Committed, so that npm can link it before the first build.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `CityGraph plugins need Node 22.19 or newer; this is ${process.versions.node}. Install a newer Node and run it again.\n`,
  );
  process.exit(3);
}
await import('../dist/launch.js');
