import { chooseLocale } from '@citygraph/contract/locale';
import type { Plugin } from '../operations/plugin.ts';
import type { World } from '../world.ts';

interface Reader {
  readonly flags: { readonly locale?: string | undefined };
  readonly world: Pick<World, 'env'>;
}

/** What a plugin is called in the language of who reads it, as far as its publisher said it. */
export const titleFor = ({ title, titleZh }: Pick<Plugin, 'title' | 'titleZh'>, { flags, world }: Reader): string =>
  chooseLocale(flags.locale, world.env) === 'zh-CN' ? (titleZh ?? title) : title;
