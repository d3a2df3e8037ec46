import { createSay, type Say } from '../words/say.ts';

/** What can be wrong with a manifest. A keyword of JSON Schema has a word of its own, under its name. */
export const MANIFEST_SAYINGS = {
  additionalProperties: { en: 'is not a field of the manifest. {hint}', zh: '不是清单的字段。{hint}' },
  const: { en: 'must be {allowed}; it is {value}.', zh: '必须是 {allowed}，现为 {value}。' },
  'did-you-mean': { en: 'Did you mean {name}?', zh: '您是否要写 {name}？' },
  discriminator: {
    en: 'must be S2, S3 or S4. S1 needs no permission, and important data is shared with nobody.',
    zh: '必须是 S2、S3 或 S4。S1 无需许可，重要数据不与任何人共享。',
  },
  enum: { en: 'must be one of {allowed}; it is {value}.', zh: '必须是以下之一：{allowed}；现为 {value}。' },
  exclusiveMinimum: { en: '{value} must be > {limit}.', zh: '{value} 必须大于 {limit}。' },
  format: { en: '{value} is no {form}.', zh: '{value} 不符合格式 {form}。' },
  known: { en: 'Known: {names}.', zh: '可用的有：{names}。' },
  maxItems: { en: 'has more than {limit} items.', zh: '超过 {limit} 项。' },
  maxLength: { en: '{value} has more than {limit} characters.', zh: '{value} 超过 {limit} 个字符。' },
  maximum: { en: '{value} must be <= {limit}.', zh: '{value} 必须小于或等于 {limit}。' },
  minItems: { en: 'has fewer than {limit} items.', zh: '少于 {limit} 项。' },
  minLength: { en: '{value} has fewer than {limit} characters.', zh: '{value} 少于 {limit} 个字符。' },
  minimum: { en: '{value} must be >= {limit}.', zh: '{value} 必须大于或等于 {limit}。' },
  'other-plugin': {
    en: '{id} names another plugin than {subgraph}: write city.{publisher}.{subgraph}.',
    zh: '{id} 写的插件不是 {subgraph}：请写成 city.{publisher}.{subgraph}。',
  },
  'other-publisher': {
    en: '{id} names another publisher than {publisher}: write city.{publisher}.{subgraph}.',
    zh: '{id} 写的发布者不是 {publisher}：请写成 city.{publisher}.{subgraph}。',
  },
  pattern: { en: '{value} does not have the form {form}.', zh: '{value} 不符合形式 {form}。' },
  'plain-text': {
    en: 'write plain text: no markup, no control, invisible or direction characters.',
    zh: '请写纯文本：不含标记，不含控制字符、不可见字符或方向字符。',
  },
  propertyNames: {
    en: '{value} is no argument: write Type.field(argument:).',
    zh: '{value} 不是参数：请写成 Type.field(argument:)。',
  },
  required: { en: 'is missing.', zh: '缺失。' },
  reserved: { en: '{name} is reserved; choose a name of your own.', zh: '{name} 为保留名称，请另取名称。' },
  'too-deep': { en: 'too deep to be shown', zh: '层次过深，无法显示' },
  'too-short': { en: 'write {least} characters or more.', zh: '请写至少 {least} 个字符。' },
  twice: { en: '{coordinate} is named twice.', zh: '{coordinate} 写了两次。' },
  type: { en: 'must be {type}; it is {value}.', zh: '必须是{type}，现为 {value}。' },
  'type.array': { en: 'a list', zh: '列表' },
  'type.boolean': { en: 'true or false', zh: ' true 或 false' },
  'type.integer': { en: 'a whole number', zh: '整数' },
  'type.number': { en: 'a number', zh: '数字' },
  'type.object': { en: 'a map', zh: '映射' },
  'type.string': { en: 'text', zh: '文字' },
  uniqueItems: {
    en: 'names one thing twice (items {one} and {other}).',
    zh: '有两项相同（第 {one} 项与第 {other} 项）。',
  },
  unknown: { en: '{value} is wrong ({keyword}).', zh: '{value} 有误（{keyword}）。' },
} as const;

export const sayOfManifest: Say<typeof MANIFEST_SAYINGS> = createSay(MANIFEST_SAYINGS);
