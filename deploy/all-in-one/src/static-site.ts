import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  // To be read, not to be kept as a file.
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/** Built assets carry a digest in their name and may be kept for ever. */
export const KEPT = 'public, max-age=31536000, immutable';
/** The page that names them may not. */
export const LOOKED_AT_AGAIN = 'no-cache';

export interface StaticSite {
  /** Answers with a file of the site, or returns false when there is none of that name. */
  serve(path: string, req: IncomingMessage, res: ServerResponse): Promise<boolean>;
}

/** Serves the files of `folder`. */
export function staticSite(folder: URL, headers: Readonly<Record<string, string>>): StaticSite {
  const root = fileURLToPath(folder);
  return {
    async serve(path, req, res) {
      const file = join(root, normalize(`/${path}`));
      const content = await readFile(file).catch(() => null);
      if (content === null) return false;
      res.writeHead(200, {
        ...headers,
        'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': content.byteLength,
        'cache-control': path.includes('assets/') ? KEPT : LOOKED_AT_AGAIN,
      });
      res.end(req.method === 'HEAD' ? undefined : content);
      return true;
    },
  };
}
