import type { Random } from './random.ts';

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const FEMALE = [...'芳娜敏静丽艳娟霞秀英华慧巧美婷雅洁莹雪琳晴欣怡佳玉兰梅菊桂珍云莲真环'];
const MALE = [...'伟强磊军洋勇杰涛超明刚平辉鹏宇浩凯健俊帆斌波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子'];

/** An invented name: surname and one or two characters, as most names here are. */
export function personName(random: Random, sex: 'F' | 'M', surname = random.pick(SURNAMES)): string {
  const given = sex === 'F' ? FEMALE : MALE;
  return surname + random.pick(given) + (random.chance(0.7) ? random.pick(given) : '');
}

const FIRM_WORDS = [
  '北辰',
  '春城',
  '伊通河',
  '净月',
  '长白',
  '松辽',
  '瑞丰',
  '嘉禾',
  '恒信',
  '远达',
  '博文',
  '天成',
  '宏图',
  '汇智',
  '光机',
  '龙嘉',
];

export const firmName = (random: Random, what: string): string =>
  `长春${random.pick(FIRM_WORDS)}${random.pick(FIRM_WORDS)}${what}`;
