import { docsFolder, pagesFolder, publishedFiles } from '@citygraph/docs-site';
import { type StaticSite, staticSite } from './static-site.ts';

/** Where an app's developer subscribes to a plugin: what NOT_SUBSCRIBED links to. */
export const SUBSCRIBE_PAGE = 'apps/plans.html';

/** The site that `npm run docs` built; as long as nobody did, its pages as they were written, so that a link of an error always leads to words. Beneath it are the files of the contract. */
export function docsRoom(built: StaticSite, written: StaticSite, published: StaticSite): StaticSite {
  return {
    async serve(path, req, res) {
      if (await published.serve(path, req, res)) return true;
      if (await built.serve(path, req, res)) return true;
      return path.endsWith('.html') && written.serve(path.replace(/\.html$/, '.md'), req, res);
    },
  };
}

/** The site of this house. */
export const cityDocs = (headers: Readonly<Record<string, string>>): StaticSite =>
  docsRoom(staticSite(docsFolder, headers), staticSite(pagesFolder, headers), contractFiles(headers));

/** JSON Schemas and test vectors, for editors and programs of any origin. */
function contractFiles(headers: Readonly<Record<string, string>>): StaticSite {
  const open = { ...headers, 'access-control-allow-origin': '*' };
  return {
    async serve(path, req, res) {
      const at = Object.hasOwn(publishedFiles, path) ? publishedFiles[path] : undefined;
      if (at === undefined) return false;
      return staticSite(new URL('.', at), open).serve(at.pathname.split('/').at(-1) ?? '', req, res);
    },
  };
}
