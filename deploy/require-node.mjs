// Runs before every script that needs Node 24, so it must itself parse on any Node: no imports, no new syntax.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `CityGraph runs on Node 24, and this is Node ${process.versions.node}. \`npm ci\` brings Node 24 along, unless it ran with ` +
      '--ignore-scripts: run `npm rebuild node --ignore-scripts=false`, or install Node 24.',
  );
  process.exit(1);
}
