import type { Agency, AgencyField } from './city.ts';

const agency = (uscc: string, name: string, field: AgencyField): Agency => ({ uscc, name, field });

/** The 13 departments of the city's exchange platform. Codes are invented, with valid check digits. */
export const agencies: readonly Agency[] = [
  agency('11220100MB1C10017F', '长春市政务服务和数据管理局', 'government-service'),
  agency('11220100MB1C10084D', '长春市公安局', 'public-security'),
  agency('11220100MB1C101566', '长春市民政局', 'civil-affairs'),
  agency('11220100MB1C10228Y', '长春市卫生健康委员会', 'health'),
  agency('11220100MB1C10295W', '长春市教育局', 'education'),
  agency('11220100MB1C10367M', '长春市人力资源和社会保障局', 'social-security'),
  agency('11220100MB1C10439E', '长春市住房保障和房屋管理局', 'housing'),
  agency('11220100MB1C105005', '长春市规划和自然资源局', 'natural-resources'),
  agency('11220100MB1C105785', '长春市市场监督管理局', 'market-supervision'),
  agency('11220100MB1C1064XQ', '长春市生态环境局', 'environment'),
  agency('11220100MB1C10711L', '长春市应急管理局', 'emergency'),
  agency('11220100MB1C10789L', '长春市财政局', 'finance'),
  agency('11220100MB1C10850B', '长春市发展和改革委员会', 'development-reform'),
];
