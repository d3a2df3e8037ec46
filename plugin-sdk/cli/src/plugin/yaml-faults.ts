import type { ErrorCode } from 'yaml';

/** What the YAML parser finds wrong, in Chinese; its own words are English. */
export const YAML_FAULTS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: '别名不能带有其他属性',
  BAD_ALIAS: '别名或锚点有误，或锚点不在别名之前',
  BAD_COLLECTION_TYPE: '标签与集合的类型不符',
  BAD_DIRECTIVE: '指令有误',
  BAD_DQ_ESCAPE: '双引号中的转义有误',
  BAD_INDENT: '缩进有误',
  BAD_PROP_ORDER: '锚点和标签的位置有误',
  BAD_SCALAR_START: '值不能以该字符开头，请加引号',
  BLOCK_AS_IMPLICIT_KEY: '同一行中不能再嵌套映射或列表',
  BLOCK_IN_FLOW: '括号之内不能使用缩进写法',
  DUPLICATE_KEY: '同一映射中的键重复',
  IMPOSSIBLE: '解析器无法理解这里的内容',
  KEY_OVER_1024_CHARS: '键超过 1024 个字符',
  MISSING_CHAR: '缺少字符，例如引号、逗号、冒号或空格',
  MULTILINE_IMPLICIT_KEY: '键应写在一行之内',
  MULTIPLE_ANCHORS: '一处只能有一个锚点',
  MULTIPLE_DOCS: '文件中有多个文档',
  MULTIPLE_TAGS: '一处只能有一个标签',
  NON_STRING_KEY: '键应为文字',
  RESOURCE_EXHAUSTION: '别名展开后过大',
  TAB_AS_INDENT: '缩进不能使用制表符',
  TAG_RESOLVE_FAILED: '无法识别标签或其内容',
  UNEXPECTED_TOKEN: '此处不应有这样的内容',
};
