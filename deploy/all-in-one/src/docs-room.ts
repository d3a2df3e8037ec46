import type { StaticSite } from './static-site.ts';

/** Where an app's developer subscribes to a plugin: what NOT_SUBSCRIBED links to. */
export const SUBSCRIBE_PAGE = 'apps/plans.html';

/** The site that `npm run docs` built; as long as nobody did, its pages as they were written, so that a link of an error always leads to words. */
export function docsRoom(built: StaticSite, written: StaticSite): StaticSite {
  return {
    async serve(path, req, res) {
      if (await built.serve(path, req, res)) return true;
      return path.endsWith('.html') && written.serve(path.replace(/\.html$/, '.md'), req, res);
    },
  };
}
