import { createSay, type Say } from '@citygraph/contract';

/** Why a folder of the city's schema cannot be read or written. */
export const CITY_SAYINGS = {
  'city.entry': { en: 'an entry is no object', zh: '有一项不是对象' },
  'city.foreign': {
    en: '{folder} holds {file}, which citygraph schema fetch did not write: give another folder, or an empty one.',
    zh: '{folder} 中有 {file}，不是 citygraph schema fetch 写入的：请换一个目录，或用空目录。',
  },
  'city.kind': { en: '{name} is of the kind {kind}; it must be {kinds}', zh: '{name} 的类别是 {kind}，应为 {kinds}' },
  'city.left': {
    en: "The city's schema cannot be written to {folder} ({reason}), and what was there could not be put back: it is in {old}.",
    zh: '无法把城市的模式写入 {folder}（{reason}），原有内容也未能放回：它在 {old}。',
  },
  'city.name': { en: '{name} is no name of a subgraph', zh: '{name} 不是子图的名称' },
  'city.no-document': { en: '{name} has no schema document', zh: '{name} 没有模式文档' },
  'city.no-json': {
    en: "{file} is not JSON: fetch the city's schema again.",
    zh: '{file} 不是 JSON：请重新获取城市的模式。',
  },
  'city.no-object': { en: 'it is no object', zh: '它不是对象' },
  'city.no-subgraphs': { en: 'it must list 1 to {most} subgraphs', zh: '应列出 1 至 {most} 个子图' },
  'city.no-version': { en: 'it has no version', zh: '它没有版本' },
  'city.other-digest': {
    en: 'its digest {digest} is not that of its subgraphs',
    zh: '其摘要 {digest} 与子图不符',
  },
  'city.other-document': {
    en: '{name} is not the document that its digest {digest} names',
    zh: '{name} 的文档与摘要 {digest} 不符',
  },
  'city.twice': { en: '{name} is listed twice', zh: '{name} 列出了两次' },
  'city.unreadable': {
    en: "{file} cannot be read ({reason}): fetch the city's schema with citygraph schema fetch, or leave the folder out.",
    zh: '无法读取 {file}（{reason}）：请用 citygraph schema fetch 获取城市的模式，或不要指定目录。',
  },
  'city.unusable': {
    en: "The city's schema from {from} cannot be used: {what}. Fetch it again with citygraph schema fetch.",
    zh: '来自 {from} 的城市模式无法使用：{what}。请用 citygraph schema fetch 重新获取。',
  },
  'city.unwritable': {
    en: "The city's schema cannot be written to {folder} ({reason}): give a folder that may be written.",
    zh: '无法把城市的模式写入 {folder}（{reason}）：请指定可以写入的目录。',
  },
} as const;

export const say: Say<typeof CITY_SAYINGS> = createSay(CITY_SAYINGS);
