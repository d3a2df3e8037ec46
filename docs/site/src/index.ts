/** Folder of the built site, for whoever serves it; it is there after `npm run docs`. */
export const docsFolder: URL = new URL('../dist/site/', import.meta.url);

/** Folder of the pages as they are written, which needs no build. */
export const pagesFolder: URL = new URL('../pages/', import.meta.url);

const file = (path: string): URL => new URL(`../../../plugin-sdk/${path}`, import.meta.url);

/** What programs and editors in other languages read of the contract, by its path beneath the site. */
export const publishedFiles: Readonly<Record<string, URL>> = {
  'schemas/manifest/v1.json': file('contract/manifest.schema.json'),
  'schemas/command-envelope/v1.json': file('cli/envelope.schema.json'),
  'vectors/hop.json': file('contract/vectors/hop.json'),
  'vectors/manifest.json': file('contract/vectors/manifest.json'),
  'vectors/signed-document.json': file('contract/vectors/signed-document.json'),
};
