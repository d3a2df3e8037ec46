import type { AgencyField } from '@citygraph/city';
import type { ShareType } from './share-type.ts';
import type { UpdateCycle } from './update-cycle.ts';

export interface BusinessSystem {
  readonly agency: AgencyField;
  readonly name: string;
  readonly resource: string;
  readonly shareType: ShareType;
  readonly shareCondition: string | null;
  readonly mlpsLevel: 1 | 2 | 3 | 4;
  readonly updateCycle: UpdateCycle;
}

type Line = [
  name: string,
  resource: string,
  shareType: ShareType,
  mlps: BusinessSystem['mlpsLevel'],
  cycle: UpdateCycle,
];

const CASE = '因履行职责需要，并经数据提供方授权。';
const LAW = '法律规定不予共享。';
const CONDITION = { UNCONDITIONAL: null, CONDITIONAL: CASE, NOT_SHARED: LAW } as const;

const of = (agency: AgencyField, ...lines: Line[]): BusinessSystem[] =>
  lines.map(([name, resource, shareType, mlpsLevel, updateCycle]) => ({
    agency,
    name,
    resource,
    shareType,
    shareCondition: CONDITION[shareType],
    mlpsLevel,
    updateCycle,
  }));

/** The 31 business systems of the exchange platform, two or three an agency. Names are plain, levels and cycles invented. */
export const BUSINESS_SYSTEMS: readonly BusinessSystem[] = [
  ...of(
    'government-service',
    ['政务服务事项管理系统', '政务服务事项目录', 'UNCONDITIONAL', 2, 'DAILY'],
    ['工程建设项目审批系统', '并联审批办件信息', 'CONDITIONAL', 3, 'REAL_TIME'],
    ['电子证照库', '电子证照', 'CONDITIONAL', 3, 'REAL_TIME'],
  ),
  ...of(
    'public-security',
    ['人口基础信息库', '人口基本信息', 'CONDITIONAL', 3, 'DAILY'],
    ['机动车登记系统', '机动车登记信息', 'CONDITIONAL', 3, 'DAILY'],
    ['公共视频监控平台', '监控点位元数据', 'NOT_SHARED', 4, 'REAL_TIME'],
  ),
  ...of(
    'civil-affairs',
    ['社会救助系统', '低保与临时救助对象', 'CONDITIONAL', 3, 'MONTHLY'],
    ['婚姻登记系统', '婚姻登记信息', 'CONDITIONAL', 3, 'DAILY'],
  ),
  ...of(
    'health',
    ['居民健康档案系统', '健康档案索引', 'NOT_SHARED', 3, 'REAL_TIME'],
    ['医疗机构监管系统', '医疗机构与床位', 'UNCONDITIONAL', 2, 'DAILY'],
    ['免疫规划系统', '预防接种完成情况', 'CONDITIONAL', 3, 'DAILY'],
  ),
  ...of(
    'education',
    ['中小学学籍系统', '学籍信息', 'CONDITIONAL', 3, 'QUARTERLY'],
    ['义务教育招生系统', '学区与招生计划', 'UNCONDITIONAL', 2, 'YEARLY'],
  ),
  ...of(
    'social-security',
    ['社会保险系统', '参保缴费信息', 'CONDITIONAL', 3, 'MONTHLY'],
    ['就业服务系统', '用工与求职统计', 'UNCONDITIONAL', 2, 'WEEKLY'],
  ),
  ...of(
    'housing',
    ['商品房网签系统', '商品房预售与网签', 'CONDITIONAL', 3, 'DAILY'],
    ['住房保障系统', '保障性住房对象', 'CONDITIONAL', 3, 'MONTHLY'],
  ),
  ...of(
    'natural-resources',
    ['不动产登记系统', '不动产登记信息', 'CONDITIONAL', 3, 'REAL_TIME'],
    ['国土空间规划一张图', '规划用地分类', 'UNCONDITIONAL', 3, 'QUARTERLY'],
    ['地理信息公共服务平台', '地名地址', 'UNCONDITIONAL', 2, 'WEEKLY'],
  ),
  ...of(
    'market-supervision',
    ['市场主体登记系统', '法人基础信息', 'UNCONDITIONAL', 3, 'DAILY'],
    ['食品药品监管系统', '食品药品检查结果', 'UNCONDITIONAL', 2, 'WEEKLY'],
    ['特种设备监管系统', '特种设备检验信息', 'CONDITIONAL', 2, 'MONTHLY'],
  ),
  ...of(
    'environment',
    ['环境质量监测系统', '空气与水质监测', 'UNCONDITIONAL', 2, 'REAL_TIME'],
    ['排污许可系统', '排污许可与超标记录', 'UNCONDITIONAL', 2, 'WEEKLY'],
  ),
  ...of(
    'emergency',
    ['安全生产监管系统', '隐患排查治理信息', 'CONDITIONAL', 3, 'DAILY'],
    ['应急指挥系统', '突发事件与处置', 'CONDITIONAL', 3, 'REAL_TIME'],
  ),
  ...of(
    'finance',
    ['财政预算公开系统', '预决算信息', 'UNCONDITIONAL', 2, 'YEARLY'],
    ['惠民补贴一卡通系统', '补贴发放信息', 'CONDITIONAL', 3, 'MONTHLY'],
  ),
  ...of(
    'development-reform',
    ['公共信用信息平台', '法人公共信用信息', 'UNCONDITIONAL', 3, 'DAILY'],
    ['投资项目在线审批平台', '投资项目代码与备案', 'UNCONDITIONAL', 3, 'DAILY'],
  ),
];
