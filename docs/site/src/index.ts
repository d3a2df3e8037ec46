/** Folder of the built site, for whoever serves it; it is there after `npm run docs`. */
export const docsFolder: URL = new URL('../dist/site/', import.meta.url);
