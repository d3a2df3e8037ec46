import { createSay, type Sayings } from '@citygraph/contract';

/** What stops the start of a plugin, in both languages: a person types `npm start` and reads it. */
export const START_SAYINGS = {
  port: {
    en: 'PORT must be a port, 0 to 65535; it is {port}.',
    zh: 'PORT 须为 0 至 65535 之间的端口号，现为 {port}。',
  },
  grace: {
    en: 'CITYGRAPH_GRACE_SECONDS must be seconds, 0 to 300; it is {grace}.',
    zh: 'CITYGRAPH_GRACE_SECONDS 须为 0 至 300 之间的秒数，现为 {grace}。',
  },
  both: {
    en: 'Set CITYGRAPH_HUB or CITYGRAPH_UNVERIFIED, not both.',
    zh: 'CITYGRAPH_HUB 与 CITYGRAPH_UNVERIFIED 只能设置其一。',
  },
  hub: {
    en: 'Set CITYGRAPH_HUB to the address of your hub, e.g. https://hub.example{none}. To try the plugin alone, set CITYGRAPH_UNVERIFIED=1.',
    zh: '请将 CITYGRAPH_HUB 设为平台的地址，例如 https://hub.example{none}。如需单独试运行插件，请设置 CITYGRAPH_UNVERIFIED=1。',
  },
  'hub.none': { en: '; {hub} is none', zh: '；{hub} 不是地址' },
  clear: {
    en: "CITYGRAPH_HUB is {hub}, which is not encrypted and not on this machine: whoever is on the way could put keys of their own in the place of the hub's. Use https.",
    zh: 'CITYGRAPH_HUB 为 {hub}，既未加密，也不在本机：途中的任何人都可以用自己的密钥替换平台的密钥。请使用 https。',
  },
  keys: {
    en: 'Set CITYGRAPH_HOP_KEYS to what the hub showed when you published: name=secret. `npx citygraph plugin key` shows it again.',
    zh: '请将 CITYGRAPH_HOP_KEYS 设为发布时平台显示的内容：name=secret。用 `npx citygraph plugin key` 可再次查看。',
  },
  key: {
    en: 'CITYGRAPH_HOP_KEYS: number {number} is not name=secret with {bytes} bytes in base64url.',
    zh: 'CITYGRAPH_HOP_KEYS：第 {number} 项不是 name=secret，secret 须为 base64url 编码的 {bytes} 字节。',
  },
  manifest: {
    en: 'The manifest {file} cannot be read ({code}): say where citygraph.yaml is.',
    zh: '无法读取清单 {file}（{code}）：请指明 citygraph.yaml 的位置。',
  },
  'manifest.wrong': { en: '{file}: {said}', zh: '{file}：{said}' },
  file: {
    en: '{file} cannot be read ({code}): it belongs beside the plugin.',
    zh: '无法读取 {file}（{code}）：该文件应与插件放在一起。',
  },
  taken: {
    en: 'Port {port} of {host} is taken: end what listens there, or set PORT to another.',
    zh: '{host} 的端口 {port} 已被占用：请结束占用它的程序，或将 PORT 设为其他端口。',
  },
  forbidden: {
    en: 'This user may not listen at port {port} of {host}: set PORT to one from 1024 on.',
    zh: '当前用户无权监听 {host} 的端口 {port}：请将 PORT 设为 1024 及以上的端口。',
  },
  elsewhere: {
    en: 'HOST is {host}, which is no address of this machine: set it to one, or to 0.0.0.0 for all of them.',
    zh: 'HOST 为 {host}，不是本机的地址：请设为本机的某个地址，或设为 0.0.0.0 以使用全部地址。',
  },
  schema: { en: 'The schema cannot be used: {said}', zh: '模式无法使用：{said}' },
  unnamed: {
    en: 'src/plugin.ts exports no `plugin`: export what definePlugin made under that name.',
    zh: 'src/plugin.ts 没有导出 `plugin`：请以该名称导出 definePlugin 的结果。',
  },
} as const satisfies Sayings;

export const say = createSay(START_SAYINGS);
