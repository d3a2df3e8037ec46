import type { PluginManifest } from '@citygraph/contract';

/** What the fields of a manifest hold, in Chinese; the schema's own words are English. */
export const MANIFEST_ZH_CN: Readonly<Record<keyof PluginManifest, string>> = {
  apiVersion: '清单格式的版本。',
  id: 'city.<发布者>.<名称>。',
  version: '本次发布的语义化版本；只能发布一次。',
  publisher: '发布者标识。',
  subgraph: '图中的子图名称。',
  namespace: '类型以它的大写开头（Aqi…），字段以它的小写开头（aqi_…）。',
  title: '显示名称。',
  description: '目录中显示的用途说明。',
  extends: '要增加字段的共享实体。',
  runtime: '服务地址。',
  dataRegions: '存放和处理数据的地区，ISO 3166-2。',
  permissions: '需要别人的哪些数据（S1 以外），以及会向哪些主机发送数据。',
  limits: '低于或高于平台默认值的限额。',
  slo: '服务承诺；不写则采用平台的默认值。',
  support: '出问题时的联系方式。',
  licence: 'SPDX 许可证标识。',
};
