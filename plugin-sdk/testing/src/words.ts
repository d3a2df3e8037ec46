import { createSay, type Say } from '@citygraph/contract';

/** Why a hub of one's own cannot start, and what it sees of a plugin that it does not take, with what to do. */
export const SAYINGS = {
  'answer.errors': {
    en: 'Answer an object with data and, when something failed, a list of errors.',
    zh: '请答复一个含 data 的对象；若有失败，再附上 errors 列表。',
  },
  'answer.json': {
    en: 'Answer with content-type: application/json.',
    zh: '请以 content-type: application/json 答复。',
  },
  'answer.less': {
    en: 'Answer less: page long lists, and leave out what nobody asked for.',
    zh: '请减少答复：长列表分页，不要返回未请求的内容。',
  },
  'answer.list': { en: 'Answer a list.', zh: '请答复一个列表。' },
  'answer.object': { en: 'Answer an object, or null.', zh: '请答复一个对象，或 null。' },
  'answer.one-each': {
    en: 'Answer one entity for each, in their order, null for what is not known.',
    zh: '请按顺序逐一答复实体，未知的答复 null。',
  },
  'answer.sooner': {
    en: 'Answer sooner: load what one request asks for in one batch, and keep what is slow for later.',
    zh: '请更快答复：一次批量读取一个请求所需的内容，把慢的留到以后。',
  },
  'answer.status': {
    en: 'Answer GraphQL with status 200, errors included.',
    zh: '答复 GraphQL 时请用状态码 200，出错时也一样。',
  },
  'answer.taken': { en: 'Answer what {type} takes.', zh: '请答复 {type} 所接受的值。' },
  'answer.there': {
    en: 'Answer at the address itself: the hub follows no redirects.',
    zh: '请在该地址直接答复：平台不跟随重定向。',
  },
  'answer.typename': { en: 'Answer its __typename.', zh: '请答复它的 __typename。' },
  'answer.uncompressed': {
    en: 'Do not compress: the hub takes bodies as they are.',
    zh: '请不要压缩：平台按原样接收内容。',
  },
  'answer.value': { en: 'Answer a value, or declare it without the !.', zh: '请答复一个值，或在声明中去掉 !。' },
  'boot.refused': { en: 'BOOT The gateway cannot serve it: {said}', zh: 'BOOT 网关无法提供（原文：{said}）' },
  'city.away': {
    en: 'The city cannot be answered for: {said}',
    zh: '无法代替城市答复（原文：{said}）',
  },
  'city.no-graph': {
    en: "The city's schema does not compose: {said}. Fetch it again with citygraph schema fetch.",
    zh: '城市的模式无法合成（原文：{said}）。请用 citygraph schema fetch 重新获取。',
  },
  'entities.count': { en: '{had} came for {wanted} references.', zh: '收到 {had}，应对应 {wanted} 个引用。' },
  'entities.had': { en: '{count} entities', zh: '{count} 个实体' },
  'failure.none': {
    en: '{plugin} gave no usable reply after {ms} ms: {reason}.',
    zh: '{plugin} 在 {ms} 毫秒后没有给出可用的答复（原文：{reason}）。',
  },
  'fewer-headers': { en: 'Send fewer headers.', zh: '请减少标头。' },
  'hello.live': {
    en: "The city's schema with your plugin in it. Departments are asked at {hub}, with your token: you see what you may see there, and change nothing.",
    zh: '城市的模式，其中有您的插件。各部门的数据以您的令牌向 {hub} 请求：您只能看到您有权查看的内容，且不会改动任何内容。',
  },
  'hello.made-up': {
    en: "The city's schema with your plugin in it. Departments answer with made-up data.",
    zh: '城市的模式，其中有您的插件。各部门以虚构的数据答复。',
  },
  'hello.not-live': {
    en: 'Not live: {types}. No field of the city finds one of them by its key, so that a reference to one is answered with null.',
    zh: '无法实时获取：{types}。城市中没有字段能按键找到它们，因此对它们的引用答复为 null。',
  },
  'hello.sign-in': {
    en: 'Sign in as one of its people with the header {header}.',
    zh: '以其中一人的身份登录，请用标头 {header}。',
  },
  'hub.other-plugin': {
    en: 'This hub was started for {before}: start it anew for {now}.',
    zh: '这个平台是为 {before} 启动的：请为 {now} 重新启动。',
  },
  'mend-first': {
    en: 'It failed too often before: mend what the findings before this one say.',
    zh: '此前失败过多：请先处理前面各条所说的问题。',
  },
  'mend-somewhere': {
    en: 'Mend it; to tell callers something, throw a CityGraphError.',
    zh: '请修正；如要告知调用方，请抛出 CityGraphError。',
  },
  'mend-thrown': {
    en: 'Mend it {place}; to tell callers something, throw a CityGraphError.',
    zh: '请修正（{place}）；如要告知调用方，请抛出 CityGraphError。',
  },
  'names.none': {
    en: '{file} is not what citygraph schema fetch writes: fetch it again, or take the file away.',
    zh: '{file} 不是 citygraph schema fetch 所写的内容：请重新获取，或移走该文件。',
  },
  'names.unreadable': {
    en: '{file} cannot be read ({reason}): fetch it again with citygraph schema fetch, or take it away.',
    zh: '无法读取 {file}（{reason}）：请用 citygraph schema fetch 重新获取，或移走该文件。',
  },
  'plugin.hung-up': {
    en: 'The plugin hung up before it had answered: see its own log.',
    zh: '插件在答复之前断开了连接：请查看它自己的日志。',
  },
  'plugin.log': { en: 'See the log of the plugin.', zh: '请查看插件的日志。' },
  'plugin.own-words': {
    en: 'Callers see its own words for BAD_USER_INPUT, NOT_FOUND and CONFLICT alone; throw a CityGraphError for those, and mend the others.',
    zh: '只有 BAD_USER_INPUT、NOT_FOUND 和 CONFLICT 会把原话告诉调用方：这些请抛出 CityGraphError，其余请修正。',
  },
  'plugin.says': { en: 'The plugin says: {said}', zh: '插件报告：{said}' },
  'plugin.start': {
    en: 'Nothing listens there: start the plugin, or say where it is served.',
    zh: '那里没有服务在监听：请启动插件，或说明它在哪里提供服务。',
  },
  'plugin.threw': { en: 'The plugin threw {said}.', zh: '插件抛出了 {said}。' },
  'plugin.unsigned': {
    en: 'The plugin did not take the signature of the hub: give it the hub and the key that this hub shows.',
    zh: '插件没有接受平台的签名：请把此平台显示的地址和密钥交给它。',
  },
  'plugin.url': {
    en: 'Serve it on this machine, or at a public https address.',
    zh: '请在本机或公开的 https 地址提供服务。',
  },
  'port.busy': {
    en: 'Port {port} is in use by another program: choose another with --port.',
    zh: '端口 {port} 正被其他程序占用：请用 --port 换一个。',
  },
  'port.refused': {
    en: 'Port {port} cannot be listened at ({reason}): choose another with --port.',
    zh: '无法监听端口 {port}（{reason}）：请用 --port 换一个。',
  },
  'protocol.http': { en: 'Speak HTTP/1.1: the reply broke its rules.', zh: '请使用 HTTP/1.1：答复不符合其规则。' },
  'url.none': { en: "The plugin's address must be a URL, not {url}.", zh: '插件的地址应为 URL，而不是 {url}。' },
  'value.null': {
    en: '{coordinate} is null, and its type is {type}.',
    zh: '{coordinate} 为 null，而其类型是 {type}。',
  },
  'value.of-enum': {
    en: '{coordinate} is {value}, and its type is {type}. Its values are {values}.',
    zh: '{coordinate} 为 {value}，而其类型是 {type}，可取 {values}。',
  },
  'value.other': {
    en: '{coordinate} is {value}, and its type is {type}.',
    zh: '{coordinate} 为 {value}，而其类型是 {type}。',
  },
  'value.other-object': {
    en: '{coordinate} says that it is {value}, which is none of {type}.',
    zh: '{coordinate} 称其为 {value}，而它不属于 {type}。',
  },
  'value.no-object': { en: '{value} is no object, and {type} is one.', zh: '{value} 不是对象，而 {type} 是对象。' },
} as const;

export const say: Say<typeof SAYINGS> = createSay(SAYINGS);
