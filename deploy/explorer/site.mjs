/** Folder of the built page (`index.html`, `assets/`), for whoever serves it. Built by `npm run build`. */
export const siteFolder = new URL('./dist/site/', import.meta.url);
