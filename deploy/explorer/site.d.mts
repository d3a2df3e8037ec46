/** Folder of the built page (`index.html`, `assets/`), for whoever serves it. Built by `npm run build`. */
export declare const siteFolder: URL;
