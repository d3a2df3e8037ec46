import type { LocalText } from './manifest/manifest.ts';

/**
 * Why a process cannot start: a sentence for its operator that names the file, address or setting and says what to do. In English, which is what programs and logs
 * have; what a person's own command shows is said in Chinese as well.
 */
export class StartError extends Error {
  override name = 'StartError';
  /** null: nobody has said it in Chinese. */
  readonly zh: string | null;

  constructor(said: string | LocalText) {
    super(typeof said === 'string' ? said : said.en);
    this.zh = typeof said === 'string' ? null : said.zh;
  }
}
