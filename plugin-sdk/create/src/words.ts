import { createSay, type Say } from '@citygraph/contract';

/** What the command says: why a plugin cannot be made as it was asked for, and what of a document was left out. */
export const SAYINGS = {
  'ask.entity': { en: 'Entity to extend', zh: '要扩展的实体' },
  'ask.name': { en: 'Name of the plugin', zh: '插件名称' },
  'ask.openapi': { en: 'OpenAPI document', zh: 'OpenAPI 文档' },
  'ask.template': { en: 'Template', zh: '模板' },
  'address.away': {
    en: '{address} cannot be fetched ({reason}). Save the document to a file and name that.',
    zh: '无法下载 {address}（{reason}）。请把文档存为文件，再给出该文件。',
  },
  'address.none': { en: '{address} is no address.', zh: '{address} 不是地址。' },
  'address.open': {
    en: "{address} is not https: what comes from there could be anybody's. Save it to a file and look at it first.",
    zh: '{address} 不是 https：从那里来的内容可能出自任何人。请先存为文件并查看。',
  },
  'address.status': {
    en: '{address} answers {status}: name an address that gives the document.',
    zh: '{address} 的答复是 {status}：请给出能取得文档的地址。',
  },
  'city.empty': {
    en: '{folder} holds no <name>.graphql. Fetch the schemas with citygraph schema fetch.',
    zh: '{folder} 中没有 <名称>.graphql。请用 citygraph schema fetch 获取模式。',
  },
  'city.no-graphql': {
    en: 'The schema of {name} is not GraphQL: {said}',
    zh: '{name} 的模式不是 GraphQL（原文：{said}）',
  },
  'city.no-single-key': {
    en: 'The key "{key}" of {name} is no single field: no template is made for it.',
    zh: '{name} 的键 "{key}" 不是单个字段：没有适用的模板。',
  },
  'city.unreadable': {
    en: 'The schemas in {folder} cannot be read ({reason}). Fetch them with citygraph schema fetch.',
    zh: '无法读取 {folder} 中的模式（{reason}）。请用 citygraph schema fetch 获取。',
  },
  'command.interrupted': { en: 'Interrupted: nothing was written.', zh: '已中断：没有写入任何内容。' },
  'command.installing': { en: 'Installing packages…', zh: '正在安装软件包……' },
  'command.made': {
    en: '{count} files of template {template} are in {folder}.',
    zh: '已按模板 {template} 在 {folder} 中生成 {count} 个文件。',
  },
  'command.name-wanted': {
    en: 'Give the plugin a name: {line}. See --help.',
    zh: '请给出插件的名称：{line}。参见 --help。',
  },
  'command.next': { en: 'Next:', zh: '接下来：' },
  'command.not-installed': {
    en: 'The plugin is written, but {reason}. Run npm install in its folder.',
    zh: '插件已经写好，但{reason}。请在其目录中运行 npm install。',
  },
  'command.note': { en: '  note: {note}', zh: '  提示：{note}' },
  'command.two-names': {
    en: 'One plugin at a time: {one}, or {other}?',
    zh: '一次只能建立一个插件：{one} 还是 {other}？',
  },
  'did-you-mean': { en: 'Did you mean {name}?', zh: '您是否要写 {name}？' },
  'document.large': { en: '{from} has more than {most} bytes.', zh: '{from} 超过 {most} 字节。' },
  'document.large-schema': {
    en: "{from} makes a schema of {bytes} bytes, more than the hub's {most}. Leave the paths that you need in it.",
    zh: '由 {from} 生成的模式有 {bytes} 字节，超过平台的上限 {most}。请只保留需要的路径。',
  },
  'document.no-mapping': {
    en: '{from} is no OpenAPI document: it holds no mapping.',
    zh: '{from} 不是 OpenAPI 文档：其内容不是映射。',
  },
  'document.no-openapi': {
    en: '{from} is no OpenAPI 3 document. Convert it, or name another.',
    zh: '{from} 不是 OpenAPI 3 文档。请转换它，或给出另一个。',
  },
  'document.no-paths': {
    en: '{from} has no paths: nothing in it can be asked.',
    zh: '{from} 没有 paths：其中没有可以请求的内容。',
  },
  'document.broken': {
    en: '{from}:{line}:{column}: this is neither JSON nor YAML.',
    zh: '{from}:{line}:{column}：这里既不是 JSON，也不是 YAML。',
  },
  'document.no-text': {
    en: '{from} is neither JSON nor YAML: {said}',
    zh: '{from} 既不是 JSON，也不是 YAML（原文：{said}）',
  },
  'document.nothing': { en: 'Nothing of {from} becomes a field. {why}', zh: '{from} 中没有可以成为字段的内容。{why}' },
  'document.nothing-said': { en: 'It has no GET and no POST.', zh: '其中没有 GET，也没有 POST。' },
  'document.other-version': {
    en: '{from} is no OpenAPI 3 document: it says version {version}. Convert it, or name another.',
    zh: '{from} 不是 OpenAPI 3 文档：其版本为 {version}。请转换它，或给出另一个。',
  },
  'document.unreadable': {
    en: 'The OpenAPI document {from} cannot be read ({reason}): name a file that is there.',
    zh: '无法读取 OpenAPI 文档 {from}（{reason}）：请给出存在的文件。',
  },
  'document.wanted': {
    en: 'The template rest needs --openapi: a file or an address of an OpenAPI 3 document.',
    zh: '模板 rest 需要 --openapi：OpenAPI 3 文档的文件或地址。',
  },
  'entity.none': {
    en: 'The city has no entity {name} that plugins may extend. {hint}',
    zh: '城市中没有插件可以扩展的实体 {name}。{hint}',
  },
  'flag.bare': { en: '{flag} needs a value. See --help.', zh: '{flag} 需要一个值。参见 --help。' },
  'flag.entity': {
    en: 'The template {template} extends no entity: leave --entity out, or take --template entity.',
    zh: '模板 {template} 不扩展实体：请去掉 --entity，或改用 --template entity。',
  },
  'flag.openapi': {
    en: 'The template {template} reads no OpenAPI document: leave --openapi out, or take --template rest.',
    zh: '模板 {template} 不读取 OpenAPI 文档：请去掉 --openapi，或改用 --template rest。',
  },
  'flag.takes-nothing': { en: '{flag} takes no value. See --help.', zh: '{flag} 不带值。参见 --help。' },
  'flag.unknown': { en: 'There is no flag {flag}.', zh: '没有选项 {flag}。' },
  'folder.file': { en: '{folder} is a file: choose another name.', zh: '{folder} 是文件：请换一个名称。' },
  'folder.full': {
    en: '{folder} is not empty: choose another name, or move what is in it away.',
    zh: '{folder} 不是空目录：请换一个名称，或移走其中的内容。',
  },
  'folder.unreadable': {
    en: '{folder} cannot be read ({reason}): choose another folder.',
    zh: '无法读取 {folder}（{reason}）：请换一个目录。',
  },
  'folder.unwritable': {
    en: 'Nothing can be written in {folder} ({reason}): choose another folder, or free some space.',
    zh: '无法在 {folder} 中写入（{reason}）：请换一个目录，或腾出空间。',
  },
  'name.department': {
    en: '{name} is a department of the city: choose another name.',
    zh: '{name} 是城市的一个部门：请换一个名称。',
  },
  'name.mixed': {
    en: "The namespace {namespace} would mix with the city's own {name}: give another with --namespace, such as {other}.",
    zh: '命名空间 {namespace} 会与城市自己的 {name} 混淆：请用 --namespace 换一个，例如 {other}。',
  },
  'name.no-handle': {
    en: 'The {flag} {name} is none: give 3 to 31 small letters and digits, a letter first, single hyphens between. {hint}',
    zh: '{name} 不能用作 {flag}：请给出 3 到 31 个小写字母或数字，以字母开头，中间可用单个连字符。{hint}',
  },
  'name.no-namespace': {
    en: 'The namespace {name} is none: give --namespace 3 to 16 small letters and digits, a letter first, such as aqi.',
    zh: '{name} 不能用作命名空间：请用 --namespace 给出 3 到 16 个小写字母或数字，以字母开头，例如 aqi。',
  },
  'name.reserved': {
    en: 'The {flag} {name} is reserved: choose one of your own.',
    zh: '{flag} 不能是 {name}：该名称已保留，请另起一个。',
  },
  'npm.ended': { en: 'npm install ended with {status}', zh: 'npm install 以 {status} 结束' },
  'npm.none': { en: 'npm cannot be run ({reason})', zh: '无法运行 npm（{reason}）' },
  'operation.elsewhere': {
    en: 'it is asked of another server, {server}',
    zh: '它的服务器是另一个：{server}',
  },
  'operation.left-out': { en: '{label} is left out: {why}.', zh: '略去 {label}：{why}。' },
  'operation.lost': {
    en: '{reference} is not to be found in this document: put what it stands for into it',
    zh: '在本文档中找不到 {reference}：请把它所指的内容放入文档',
  },
  'operation.method': { en: 'only GET and POST are carried over', zh: '只转换 GET 和 POST' },
  'operation.no-answer': { en: 'no good answer is described', zh: '没有说明成功的答复' },
  'operation.no-json': { en: 'it answers {type}, not JSON', zh: '它的答复是 {type}，而不是 JSON' },
  'operation.no-json-body': { en: 'it takes {type}, not JSON', zh: '它接受 {type}，而不是 JSON' },
  'operation.no-known-body': { en: 'it takes nothing known', zh: '没有说明它接受什么' },
  'operation.no-parameter': {
    en: 'its path has {name}, and no parameter says what that is',
    zh: '其路径中有 {name}，但没有参数说明它是什么',
  },
  'operation.no-path': { en: 'its path is none', zh: '其路径不是路径' },
  'operation.of-caller': {
    en: "it needs {name} in the {place}, and requests carry nothing of the caller's",
    zh: '它需要 {place} 中的 {name}，而请求不携带调用方的任何内容',
  },
  'operation.parameter': { en: 'it needs {name}, and {why}', zh: '它需要 {name}，而{why}' },
  'operation.too-many': { en: 'there are {count} before it', zh: '在它之前已有 {count} 个' },
  'parameter.exploded': {
    en: 'OpenAPI does not say how {style} writes each value for itself',
    zh: 'OpenAPI 没有规定 {style} 如何分别写出各个值',
  },
  'parameter.left-out': { en: '{name} of {label} is left out: {why}.', zh: '略去 {label} 的 {name}：{why}。' },
  'parameter.nested': {
    en: 'OpenAPI does not say how {style} writes what stands within a list or an object in a list or an object',
    zh: 'OpenAPI 没有规定 {style} 如何写出列表或对象之中的列表或对象',
  },
  'parameter.no-style': {
    en: 'OpenAPI has no style {style} in the {place}',
    zh: 'OpenAPI 在 {place} 中没有样式 {style}',
  },
  'parameter.of-caller': {
    en: "requests carry nothing of the caller's in the {place}",
    zh: '请求的 {place} 中不携带调用方的任何内容',
  },
  'parameter.shape': {
    en: 'OpenAPI does not say how {style} writes a value of its type',
    zh: 'OpenAPI 没有规定 {style} 如何写出这种类型的值',
  },
  'parameter.type': { en: 'it is written as {type}, not JSON', zh: '它写作 {type}，而不是 JSON' },
  'schema.lost': {
    en: '{reference} is not to be found in this document: what it stands for is JSON text here.',
    zh: '在本文档中找不到 {reference}：它所指的内容在此为 JSON 文本。',
  },
  'security.by-hand': {
    en: 'Nothing gets a token for {name} or renews it: {variable} is sent as it is.',
    zh: '不会为 {name} 获取或更新令牌：{variable} 按原样发送。',
  },
  'security.left-out': {
    en: 'Nothing is sent for {name} ({type}): write it into src/credentials.ts if the service insists.',
    zh: '不会为 {name}（{type}）发送任何内容：服务要求时，请写入 src/credentials.ts。',
  },
  'see-help': { en: 'See --help.', zh: '参见 --help。' },
  'server.none': {
    en: 'The document names no server: set SERVICE_URL, or write it into src/config.ts.',
    zh: '文档没有给出服务器：请设置 SERVICE_URL，或写入 src/config.ts。',
  },
  'template.none': { en: 'There is no template {name}. {hint}', zh: '没有模板 {name}。{hint}' },
  'template.entity': { en: 'a field on something that the city has', zh: '为城市已有的实体增加字段' },
  'template.rest': { en: 'an HTTP service that has an OpenAPI document', zh: '带有 OpenAPI 文档的 HTTP 服务' },
  'template.standalone': { en: 'a type of your own', zh: '自己的类型' },
  there: { en: 'There are {names}.', zh: '可用的有：{names}。' },
  usage: { en: 'Usage', zh: '用法' },
  'usage.ends': {
    en: 'Ends with 0 (written), 1 (written, but npm install failed), 3 (bad input, nothing written) or 130 (interrupted, nothing written).',
    zh: '退出状态：0 已写入，1 已写入但 npm install 失败，3 输入有误、未写入，130 被中断、未写入。',
  },
  'usage.entity': {
    en: 'of template entity: what the field is put on; left out: AdminDivision',
    zh: '用于模板 entity：字段加在哪个实体上；不写则为 AdminDivision',
  },
  'usage.name': {
    en: 'of the plugin and of its folder: small letters, digits, single hyphens',
    zh: '插件及其目录的名称：小写字母、数字、单个连字符',
  },
  'usage.namespace': {
    en: 'what your types and fields begin with; left out: the name without hyphens',
    zh: '您的类型和字段的前缀；不写则为去掉连字符的名称',
  },
  'usage.no-install': { en: 'leaves npm install to you', zh: '由您自己运行 npm install' },
  'usage.openapi': {
    en: 'of template rest: an OpenAPI 3 document, YAML or JSON',
    zh: '用于模板 rest：OpenAPI 3 文档，YAML 或 JSON',
  },
  'usage.publisher': {
    en: 'the handle that you registered; left out: example-lab',
    zh: '您注册的发布者标识；不写则为 example-lab',
  },
  'usage.schema': {
    en: "a folder that citygraph schema fetch wrote; left out: the city's schemas of this release",
    zh: '由 citygraph schema fetch 写成的目录；不写则为本版本自带的城市模式',
  },
  'usage.yes': {
    en: 'asks nothing, and takes what is left out as said above (template: entity)',
    zh: '不提问，未写的按上述取值（模板为 entity）',
  },
} as const;

export const say: Say<typeof SAYINGS> = createSay(SAYINGS);
