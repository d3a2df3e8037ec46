/** Folder of the built site, for whoever serves it; it is there after `npm run docs`. */
export const docsFolder: URL = new URL('../dist/site/', import.meta.url);

/** Folder of the pages as they are written, which needs no build. */
export const pagesFolder: URL = new URL('../pages/', import.meta.url);
