import type { en } from './en.ts';
import { commands } from './zh-cn/commands.ts';
import { errors } from './zh-cn/errors.ts';
import { words } from './zh-cn/words.ts';

/** Simplified Chinese. */
export const zhCn: Readonly<Record<keyof typeof en, string>> = { ...errors, ...words, ...commands };
