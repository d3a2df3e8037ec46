import { createSay, type Say } from '../words/say.ts';

/** What can be found wrong with an archive. */
export const ARCHIVE_SAYINGS = {
  'ends-otherwise': {
    en: 'It ends with {head}: what came after {expected}, or all of it, is missing or another.',
    zh: '末尾为 {head}：{expected} 之后的内容或全部内容缺失或已不同。',
  },
  edited: { en: 'It is not what it was when it was written.', zh: '内容与写入时不同。' },
  empty: { en: 'There is nothing in it.', zh: '其中没有任何内容。' },
  'files-missing': { en: 'The files before it are missing.', zh: '缺少之前的文件。' },
  'follows-other-entry': {
    en: 'It follows another entry than the one before it.',
    zh: '它所接续的不是前一条记录。',
  },
  'follows-other-file': {
    en: 'It continues another file than the one before it.',
    zh: '它所接续的不是前一个文件。',
  },
  'no-header': { en: 'An archive begins with a header.', zh: '归档应以文件头开始。' },
  'no-line': { en: 'It is no line of an archive.', zh: '这不是归档中的一行。' },
  neither: { en: 'It is neither an entry nor a seal.', zh: '既不是记录，也不是封印。' },
  'one-missing': { en: 'Entry {from} is missing before it.', zh: '之前缺少第 {from} 条记录。' },
  'seal-after-other': {
    en: 'The seal follows another seal than the one before it.',
    zh: '封印所接续的不是前一个封印。',
  },
  'seal-of-ledger': { en: 'The seal is of the ledger {ledger}.', zh: '封印属于账本 {ledger}。' },
  'seal-of-others': { en: 'The seal is of other entries.', zh: '封印属于其他记录。' },
  'seal-range': {
    en: 'The seal is for the entries {from} to {to}, and behind {first} to {last}.',
    zh: '封印声明第 {from} 至 {to} 条，实际位于第 {first} 至 {last} 条之后。',
  },
  'seal-untrusted': { en: 'The seal cannot be trusted: {said}.', zh: '封印不可信（原文：{said}）。' },
  'seal-wanting': {
    en: 'There is no seal behind entry {last}, and a ledger sets one behind {most} entries: it was taken out, or what stands here was written anew.',
    zh: '第 {last} 条记录之后没有封印，而账本每 {most} 条记录必有一个封印：封印已被删除，或此处内容被重新写入。',
  },
  'several-missing': {
    en: 'Entries {from} to {to} are missing before it.',
    zh: '之前缺少第 {from} 至 {to} 条记录。',
  },
  twice: { en: 'Entry {sequence} stands before it already.', zh: '第 {sequence} 条记录之前已经出现。' },
} as const;

/** `said` of an untrusted seal is the signature library's own word. */
export const sayOfArchive: Say<typeof ARCHIVE_SAYINGS> = createSay(ARCHIVE_SAYINGS);
