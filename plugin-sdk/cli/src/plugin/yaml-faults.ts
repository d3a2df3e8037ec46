import type { LocalText } from '@citygraph/contract';
import type { ErrorCode } from 'yaml';

/** What the YAML parser finds wrong, in words of ours: its own are English, and end in a colon before a drawing. */
export const YAML_FAULTS: Readonly<Record<ErrorCode, LocalText>> = {
  ALIAS_PROPS: { en: 'an alias takes no anchor and no tag of its own.', zh: '别名不能带有其他属性' },
  BAD_ALIAS: {
    en: 'an alias or an anchor is wrong, or the anchor does not stand before its alias.',
    zh: '别名或锚点有误，或锚点不在别名之前',
  },
  BAD_COLLECTION_TYPE: { en: 'the tag is of another kind of collection.', zh: '标签与集合的类型不符' },
  BAD_DIRECTIVE: { en: 'a directive is wrong.', zh: '指令有误' },
  BAD_DQ_ESCAPE: { en: 'an escape between double quotes is wrong.', zh: '双引号中的转义有误' },
  BAD_INDENT: { en: 'this line is indented otherwise than the ones it belongs to.', zh: '缩进有误' },
  BAD_PROP_ORDER: { en: 'an anchor or a tag stands in the wrong place.', zh: '锚点和标签的位置有误' },
  BAD_SCALAR_START: {
    en: 'a value cannot begin with this character: put it between quotes.',
    zh: '值不能以该字符开头，请加引号',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    en: 'a mapping or a list cannot begin inside a line: put a text that holds “: ” between quotes.',
    zh: '同一行中不能再嵌套映射或列表',
  },
  BLOCK_IN_FLOW: { en: 'between brackets nothing is written by indentation.', zh: '括号之内不能使用缩进写法' },
  DUPLICATE_KEY: { en: 'a key is said twice in one mapping; keys are unique.', zh: '同一映射中的键重复' },
  IMPOSSIBLE: { en: 'this cannot be understood.', zh: '解析器无法理解这里的内容' },
  KEY_OVER_1024_CHARS: { en: 'a key is longer than 1024 characters.', zh: '键超过 1024 个字符' },
  MISSING_CHAR: {
    en: 'a character is missing: a quote, a comma, a colon or a space.',
    zh: '缺少字符，例如引号、逗号、冒号或空格',
  },
  MULTILINE_IMPLICIT_KEY: {
    en: 'a key has to stand in one line; is a colon missing behind it?',
    zh: '键应写在一行之内',
  },
  MULTIPLE_ANCHORS: { en: 'one place takes one anchor.', zh: '一处只能有一个锚点' },
  MULTIPLE_DOCS: { en: 'the file holds more than one document.', zh: '文件中有多个文档' },
  MULTIPLE_TAGS: { en: 'one place takes one tag.', zh: '一处只能有一个标签' },
  NON_STRING_KEY: { en: 'a key has to be a text.', zh: '键应为文字' },
  RESOURCE_EXHAUSTION: { en: 'aliases unfold into too much.', zh: '别名展开后过大' },
  TAB_AS_INDENT: { en: 'tabs cannot indent: use spaces.', zh: '缩进不能使用制表符' },
  TAG_RESOLVE_FAILED: { en: 'a tag, or what it stands for, is not known.', zh: '无法识别标签或其内容' },
  UNEXPECTED_TOKEN: { en: 'something stands here that was not expected.', zh: '此处不应有这样的内容' },
};
