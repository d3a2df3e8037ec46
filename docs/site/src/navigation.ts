/** Languages of the site, and where each begins. */
export const LANGUAGES = [
  { code: 'en', folder: '' },
  { code: 'zh-CN', folder: 'zh/' },
] as const;

export type Language = (typeof LANGUAGES)[number]['code'];

/** A title in each language. */
export type Title = Readonly<Record<Language, string>>;

export interface Section {
  readonly folder: string;
  readonly title: Title;
  readonly pages: readonly { readonly name: string; readonly title: Title }[];
}

const page = (name: string, en: string, zh: string) => ({ name, title: { en, 'zh-CN': zh } });

/** Every page besides the two homes, in the order in which they are read. */
export const SECTIONS: readonly Section[] = [
  {
    folder: 'vendors',
    title: { en: 'Publish a field', 'zh-CN': '发布字段' },
    pages: [
      page('first-field', 'Your first field', '第一个字段'),
      page('checks', 'What the hub checks', '平台检查什么'),
      page('manifest', 'The manifest', '插件清单'),
      page('permissions', 'Data and permissions', '数据与授权'),
      page('testing', 'Testing', '测试'),
      page('publishing', 'From sandbox to stable', '从沙箱到正式'),
      page('running', 'Running your server', '运行服务'),
      page('openapi', 'Wrap a REST service', '接入 REST 服务'),
      page('classes', 'With classes', '使用类'),
      page('any-language', 'Any language', '使用其他语言'),
    ],
  },
  {
    folder: 'apps',
    title: { en: 'Build an app', 'zh-CN': '开发应用' },
    pages: [
      page('first-query', 'Your first query', '第一次查询'),
      page('your-app', 'Your app', '登记应用'),
      page('plans', 'Plans and quotas', '套餐与配额'),
      page('errors', 'When something fails', '出错时'),
    ],
  },
  {
    folder: 'reference',
    title: { en: 'Reference', 'zh-CN': '参考' },
    pages: [
      page('commands', 'Commands', '命令'),
      page('manifest', 'citygraph.yaml', 'citygraph.yaml'),
      page('rules', 'Admission rules', '准入规则'),
      page('errors', 'Error codes', '错误码'),
      page('plugin-sdk', 'The SDK', '插件 SDK'),
      page('plugin-testing', 'The testing package', '测试包'),
      page('contract', 'The contract', '契约包'),
      page('admission', 'The admission package', '准入包'),
    ],
  },
];

interface Link {
  readonly text: string;
  readonly link: string;
}

/** What stands beside every page, for VitePress. */
export const sidebarOf = (language: Language): { readonly text: string; readonly items: readonly Link[] }[] => {
  const { folder: root } = LANGUAGES.find(({ code }) => code === language) ?? LANGUAGES[0];
  return SECTIONS.map(({ folder, title, pages }) => ({
    text: title[language],
    items: pages.map(({ name, title: own }) => ({ text: own[language], link: `/${root}${folder}/${name}` })),
  }));
};
