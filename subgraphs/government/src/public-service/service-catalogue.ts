import type { AgencyField } from '@citygraph/city';
import type { Audience } from './audience.ts';

export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly audience: Audience;
  readonly agency: AgencyField;
  readonly statutoryDays: number | null;
  readonly committedDays: number;
  readonly evidence: readonly string[];
}

type Line = [slug: string, name: string, statutory: number | null, committed: number, evidence: string];

const of = (agency: AgencyField, audience: Audience, ...lines: Line[]): CatalogueEntry[] =>
  lines.map(([slug, name, statutoryDays, committedDays, evidence]) => ({
    id: `svc_${slug}`,
    name,
    audience,
    agency,
    statutoryDays,
    committedDays,
    evidence: evidence.split(' '),
  }));

/** What the 13 agencies offer. Names follow common practice; days and evidence are invented for the synthetic city. */
export const SERVICE_CATALOGUE: readonly CatalogueEntry[] = [
  ...of(
    'government-service',
    'BUSINESS',
    ['one-stop-start-up', '企业开办一件事联办', 5, 1, '设立登记申请书 公司章程 住所使用证明'],
    ['project-intake', '工程建设项目综合受理', null, 1, '项目代码 申请表'],
    ['joint-site-review', '工程建设项目联合踏勘', null, 5, '项目代码 用地红线图'],
  ),
  ...of(
    'public-security',
    'CITIZEN',
    ['identity-card', '居民身份证换领', 60, 20, '户口簿 原身份证'],
    ['household-move', '户口迁移', 20, 7, '户口簿 迁入地住所证明'],
    ['residence-permit', '居住证签发', 15, 5, '身份证 居住证明'],
  ),
  ...of('public-security', 'BUSINESS', ['seal-engraving', '公章刻制备案', 3, 1, '营业执照 法定代表人身份证明']),
  ...of(
    'civil-affairs',
    'CITIZEN',
    ['subsistence-allowance', '最低生活保障', 30, 18, '收入声明 家庭成员身份证明'],
    ['temporary-relief', '临时救助', 15, 8, '困难情况说明 身份证'],
    ['elderly-allowance', '高龄津贴', 20, 10, '身份证 户口簿'],
    ['marriage-registration', '婚姻登记', 1, 1, '身份证 户口簿'],
  ),
  ...of('health', 'CITIZEN', ['birth-certificate', '出生医学证明换发', 10, 3, '原证明 父母身份证明']),
  ...of(
    'health',
    'BUSINESS',
    ['public-place-hygiene', '公共场所卫生许可', 20, 6, '申请表 平面图 卫生检测报告'],
    ['medical-institution', '医疗机构执业登记', 45, 18, '设置批准书 验资证明 人员名录'],
    ['disease-prevention-review', '建设项目职业病防护审查', 30, 10, '评价报告 设计专篇'],
  ),
  ...of(
    'education',
    'CITIZEN',
    ['school-entry', '义务教育入学登记', 15, 10, '户口簿 住所证明 预防接种查验'],
    ['teacher-certificate', '教师资格认定', 30, 15, '学历证书 普通话证书 体检表'],
    ['study-grant', '家庭经济困难学生资助', 20, 12, '困难情况认定表'],
  ),
  ...of('education', 'BUSINESS', ['private-school', '民办学校设立', 90, 40, '申办报告 章程 资产证明']),
  ...of(
    'social-security',
    'CITIZEN',
    ['pension-transfer', '养老保险关系转移接续', 45, 15, '参保缴费凭证'],
    ['unemployment-benefit', '失业保险金申领', 10, 5, '身份证 终止劳动关系证明'],
    ['social-security-card', '社会保障卡申领', 30, 7, '身份证 照片'],
  ),
  ...of('social-security', 'BUSINESS', ['labour-dispatch', '劳务派遣经营许可', 20, 8, '申请书 验资报告 经营场所证明']),
  ...of(
    'housing',
    'CITIZEN',
    ['provident-fund-loan', '住房公积金贷款', 15, 7, '购房合同 收入证明'],
    ['public-rental-housing', '公共租赁住房申请', 30, 20, '收入声明 住房情况声明'],
  ),
  ...of(
    'housing',
    'BUSINESS',
    ['construction-permit', '建筑工程施工许可', 7, 3, '用地批准 规划许可 施工合同'],
    ['pre-sale-permit', '商品房预售许可', 10, 5, '土地使用权证 施工许可 预售方案'],
    ['drawing-review', '施工图设计文件审查', 15, 10, '施工图 勘察报告'],
  ),
  ...of('natural-resources', 'CITIZEN', ['home-registration', '不动产转移登记', 30, 3, '买卖合同 完税证明 原权属证书']),
  ...of(
    'natural-resources',
    'BUSINESS',
    ['land-pre-review', '建设项目用地预审与选址', 20, 8, '申请表 项目建议书批复'],
    ['land-planning-permit', '建设用地规划许可', 20, 5, '用地批准文件 申请表'],
    ['works-planning-permit', '建设工程规划许可', 20, 10, '设计方案 土地权属证明'],
    ['completion-planning-check', '规划核实', 20, 7, '竣工测绘报告'],
  ),
  ...of(
    'market-supervision',
    'BUSINESS',
    ['company-registration', '企业设立登记', 15, 1, '登记申请书 章程 住所证明'],
    ['food-business-licence', '食品经营许可', 20, 5, '申请书 营业执照 布局图 制度文本'],
    ['special-equipment', '特种设备使用登记', 15, 5, '产品合格证 监督检验证明'],
  ),
  ...of(
    'environment',
    'BUSINESS',
    ['impact-assessment', '建设项目环境影响评价审批', 60, 20, '环境影响报告书'],
    ['pollutant-discharge', '排污许可', 20, 10, '申请表 自行监测方案'],
  ),
  ...of(
    'emergency',
    'BUSINESS',
    ['hazardous-chemicals', '危险化学品经营许可', 30, 15, '安全评价报告 应急预案'],
    ['fire-design-review', '建设工程消防设计审查', 15, 7, '消防设计文件'],
  ),
  ...of('finance', 'BUSINESS', ['accounting-agency', '代理记账许可', 20, 8, '申请表 专职人员名单']),
  ...of(
    'development-reform',
    'BUSINESS',
    ['investment-filing', '企业投资项目备案', 7, 1, '项目基本信息表'],
    ['energy-review', '固定资产投资项目节能审查', 20, 8, '节能报告'],
  ),
];
