import { MANIFEST_SCHEMA } from '@citygraph/contract';
import type { Language } from '../navigation.ts';
import { asProse } from './as-prose.ts';
import { MANIFEST_ZH_CN } from './manifest-zh-cn.ts';

/** As much of JSON Schema as the manifest's uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly default?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
}

const WORDS = {
  en: {
    title: 'citygraph.yaml',
    head: 'Every field, from the JSON Schema that editors and the hub use: `node_modules/@citygraph/contract/manifest.schema.json`. Unknown fields are refused.',
    columns: ['field', 'must', 'what it holds'],
    required: 'yes',
    optional: '',
    oneOf: 'one of',
    form: 'form',
    to: 'to',
    atMost: 'at most',
    characters: 'characters',
    entries: 'entries',
    yesOrNo: 'true or false',
    keys: 'keys of the form',
    number: 'number',
    above: 'above',
    usual: 'usual:',
  },
  'zh-CN': {
    title: 'citygraph.yaml',
    head: '全部字段，取自编辑器和平台共用的 JSON Schema：`node_modules/@citygraph/contract/manifest.schema.json`。未知字段会被拒绝。',
    columns: ['字段', '必填', '内容'],
    required: '是',
    optional: '',
    oneOf: '以下之一：',
    form: '格式',
    to: '至',
    atMost: '最多',
    characters: '字符',
    entries: '项',
    yesOrNo: 'true 或 false',
    keys: '键的格式',
    number: '数字',
    above: '大于',
    usual: '一般为',
  },
} as const;

/** The manifest's schema as a table a top-level field. */
export function manifestPage(language: Language): string {
  const words = WORDS[language];
  const { properties = {}, required = [] } = MANIFEST_SCHEMA as unknown as Schema;
  const rows = Object.entries(properties).flatMap(([name, schema]) =>
    rowsOf(name, schema, required.includes(name), language),
  );
  return [
    `# ${words.title}`,
    words.head,
    [`| ${words.columns.join(' | ')} |`, '|---|---|---|', ...rows].join('\n'),
    '',
  ].join('\n\n');
}

function rowsOf(path: string, schema: Schema, isRequired: boolean, language: Language): string[] {
  const words = WORDS[language];
  const holds = [asProse(describedIn(language, path, schema)), holdsOf(schema, language)].filter(Boolean);
  const own = `| \`${path}\` | ${isRequired ? words.required : words.optional} | ${holds.join(' ')} |`;
  const inner = schema.type === 'array' ? schema.items : schema;
  const at = schema.type === 'array' ? `${path}[]` : path;
  const shapes = inner?.oneOf ?? (inner?.properties ? [inner] : []);
  const fields = shapes.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([name, field]) =>
      rowsOf(`${at}.${name}`, field, required.includes(name), language),
    ),
  );
  return [own, ...new Set(fields)];
}

const inChinese: Readonly<Record<string, string>> = MANIFEST_ZH_CN;

const describedIn = (language: Language, path: string, { description = '' }: Schema): string =>
  language === 'en' ? description : (inChinese[path] ?? '');

function holdsOf(schema: Schema, language: Language): string {
  const words = WORDS[language];
  const of = schema.type === 'array' && !schema.items?.properties && !schema.items?.oneOf ? schema.items : schema;
  const counted = schema.maxItems === undefined ? '' : `${words.atMost} ${schema.maxItems} ${words.entries}`;
  const said = ((): string => {
    if (of?.const !== undefined) return code(of.const);
    if (of?.enum) return `${words.oneOf} ${of.enum.map(code).join(' ')}`;
    if (of?.pattern && !/u0000/.test(of.pattern)) return `${words.form} ${code(of.pattern)}`;
    if (of?.format) return code(of.format);
    if (of?.type === 'boolean') return words.yesOrNo;
    if (of?.propertyNames?.pattern) return `${words.keys} ${code(of.propertyNames.pattern)}`;
    if (of?.type === 'string' && of.maxLength) return `${words.atMost} ${of.maxLength} ${words.characters}`;
    if (of?.type === 'integer') return `${of.minimum ?? 0} ${words.to} ${of.maximum ?? '…'}`;
    if (of?.type === 'number')
      return `${words.number} ${words.above} ${of.exclusiveMinimum ?? 0}, ${words.atMost} ${of.maximum ?? '…'}`;
    return '';
  })();
  const usual = schema.default === undefined ? '' : `${words.usual} ${schema.default}`;
  return [said, usual, counted].filter(Boolean).join('; ');
}

/** A bar would end the table's cell. */
const code = (value: unknown): string => `\`${String(value).replaceAll('|', '\\|')}\``;
