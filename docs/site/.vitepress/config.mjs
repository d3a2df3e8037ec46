import { SECTIONS, sidebarOf } from '../dist/navigation.js';

/** The whole site is under it, at the hub and elsewhere. */
const BASE = '/docs/';

const doors = (language, root) =>
  SECTIONS.map(({ folder, title, pages }) => ({
    text: title[language],
    link: `/${root}${folder}/${pages[0].name}`,
    activeMatch: `^/${root}${folder}/`,
  }));

/** Words and numbers as they are; Chinese, which has no spaces, in pairs of characters. It is run in the browser as well. */
const tokenize = (text) =>
  (text.toLowerCase().match(/\p{Script=Han}+|[\p{L}\p{N}_@.-]+/gu) ?? []).flatMap((run) => {
    const characters = [...run];
    if (!/\p{Script=Han}/u.test(run) || characters.length < 3) return [run];
    return characters.slice(1).map((character, index) => characters[index] + character);
  });

// The page's own policy allows no script inside it (script-src 'self'): VitePress' two go into a file.
const FIRST = 'first.js';
const inline = new Map();
const withoutInlineScripts = (html) =>
  html
    .replace(/<script id="(check-[\w-]+)">([\s\S]*?)<\/script>/g, (_, id, code) => {
      inline.set(id, code);
      return '';
    })
    .replace('<head>', `<head>\n    <script src="${BASE}${FIRST}"></script>`);

export default {
  base: BASE,
  srcDir: 'pages',
  outDir: 'dist/site',
  cacheDir: 'dist/.cache',
  cleanUrls: false,
  metaChunk: true,
  title: 'CityGraph',
  description: 'A GraphQL federation hub that a city can trust with strangers.',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${BASE}mark.svg` }]],
  markdown: {
    languageAlias: { jsonc: 'json' },
    // The templates of Vue mean nothing here: {{ }} in a snippet is a snippet's.
    attrs: { disable: true },
  },
  themeConfig: {
    logo: '/mark.svg',
    search: {
      provider: 'local',
      options: {
        miniSearch: { options: { tokenize } },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                displayDetails: '显示详情',
                resetButtonTitle: '清除',
                backButtonTitle: '返回',
                noResultsText: '没有结果：',
                footer: { selectText: '打开', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: { nav: doors('en', ''), sidebar: sidebarOf('en'), outline: { label: 'On this page', level: 2 } },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      title: 'CityGraph',
      description: '城市可以放心向外部开放的 GraphQL 联邦平台。',
      themeConfig: {
        nav: doors('zh-CN', 'zh/'),
        sidebar: sidebarOf('zh-CN'),
        outline: { label: '本页', level: 2 },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '深色模式',
        lightModeSwitchTitle: '浅色',
        darkModeSwitchTitle: '深色',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '语言',
        skipToContentLabel: '跳到正文',
        notFound: {
          title: '没有这一页',
          quote: '地址可能写错了，或页面已移走。',
          linkText: '回到首页',
          linkLabel: '回到首页',
        },
      },
    },
  },
  transformHtml: withoutInlineScripts,
  async buildEnd({ outDir }) {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${outDir}/${FIRST}`, [...inline.values()].join(';\n'));
  },
};
