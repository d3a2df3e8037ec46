import type { Page, pagesEn } from './pages-en.ts';

export const pagesZhCn: Readonly<Record<keyof typeof pagesEn, Page>> = {
  UNAUTHENTICATED: {
    what: '平台不认识这个令牌，或没有令牌。',
    mend: '请登录：citygraph auth login。在流水线中，请确认 CITYGRAPH_TOKEN 或 CITYGRAPH_TOKEN_FILE 所指文件仍然有效。',
  },
  FORBIDDEN: {
    what: '平台认识您，但您无权执行或查看。不存在的对象也这样答复。',
    mend: 'citygraph auth whoami 显示您的身份和所属发布者。请联系发布者的所有者或管理员。',
  },
  PURPOSE_REQUIRED: {
    what: '该字段只用于某些用途，而请求没有说明其中之一。',
    mend: '请在 CityGraph-Purpose 标头中说明应用已登记的用途。',
  },
  GRANT_REQUIRED: {
    what: '数据方没有把该数据授权给此应用或插件，或授权已结束。',
    mend: 'citygraph grant request 提出申请；citygraph grant list 查看有效的授权。',
  },
  CONSENT_REQUIRED: { what: '数据所涉及的人没有同意，或已撤回同意。', mend: '请征求本人同意，他人不能代替。' },
  NOT_SUBSCRIBED: {
    what: '应用没有订阅就请求了插件的字段。',
    mend: 'citygraph app subscribe <应用> <插件> --plan <套餐>。',
  },
  RATE_LIMITED: { what: '请求数或开销超出套餐。', mend: '请按 Retry-After 等待，减少单次请求，或申请更大的套餐。' },
  QUERY_TOO_DEEP: { what: '文档嵌套过深。', mend: '请按标识分两步查询。' },
  QUERY_TOO_LARGE: { what: '文档或请求体过大。', mend: '请拆分，缩短标识列表。' },
  QUERY_TOO_EXPENSIVE: { what: '文档的开销超出平台或套餐的限制。', mend: '请减少每次的行数：开销随 first 增长。' },
  DOCUMENT_NOT_TRUSTED: { what: '敏感数据只答复已登记的文档。', mend: 'citygraph app push 登记应用的文档。' },
  PERSISTED_QUERY_NOT_FOUND: {
    what: '平台不认识此哈希对应的文档。',
    mend: '请连同文档发送一次，或登记：citygraph app push。',
  },
  BAD_USER_INPUT: { what: '某个值不可用；消息说明是哪个及原因。', mend: '请修改该值。' },
  NOT_FOUND: { what: '没有这个名称的对象。', mend: '请核对写法；可用 release list、app list、grant list 查看。' },
  CONFLICT: {
    what: '现状不允许：名称已被占用，版本已发布，或他人刚作了决定。',
    mend: '请先查看现状（plugin status），再作决定。同一版本不能以不同内容再次发布：请提高版本号。',
  },
  PLUGIN_UNAVAILABLE: {
    what: '厂商的服务器无法连接。其字段为空，其余照常答复。',
    mend: '若是您的插件：请确认它在清单的 runtime 地址上监听。否则请等待。',
  },
  PLUGIN_TIMEOUT: {
    what: '厂商的服务器答复过慢。',
    mend: '若是您的插件：citygraph plugin metrics；请批量加载，使用缓存。',
  },
  PLUGIN_INVALID_REPLY: {
    what: '厂商的服务器答复了其模式不允许或无权答复的内容。',
    mend: '若是您的插件：citygraph plugin test 可先于平台发现。',
  },
  PLUGIN_DISABLED: { what: '插件已被停用，并说明了理由。', mend: '理由在消息中。请其发布者与管理员沟通。' },
  PLUGIN_QUOTA: { what: '插件或其调用者用完了配额。', mend: '请等一分钟。若是您的插件，可在清单中申请更大的限额。' },
  DEPARTMENT_UNAVAILABLE: {
    what: '部门自己的服务器无法连接。',
    mend: '请重试；若持续如此，请告知运维人员。重复操作之前先查看是否已完成。',
  },
  LEDGER_UNAVAILABLE: { what: '无法记录谁查看了个人数据，因此不予显示。', mend: '请重试；请告知运维人员。' },
  OVERLOADED: { what: '平台过载，或暂时无法向统一身份认证核实身份。', mend: '请稍后再试。' },
  INTERNAL_ERROR: {
    what: '平台出错。运维人员可凭请求标识查找。',
    mend: '请先查看操作是否已完成，再重试；请报告请求标识。',
  },
  USAGE: { what: '命令行有误：参数或值不正确。', mend: 'citygraph <命令> --help。' },
  UNKNOWN_COMMAND: { what: '没有这个命令（退出码 127）。', mend: 'citygraph help。' },
  INTERRUPTED: {
    what: '被 Ctrl-C 或系统中断（退出码 130）。文件要么完整写入，要么不写。',
    mend: '如果消息说平台正在执行，请查看是否已完成。',
  },
  CONFIRMATION_NEEDED: { what: '命令会造成损失，而无人确认。', mend: '请查看将失去的内容，再加上 --yes。' },
  NO_HUB: { what: '不知道是哪个平台。', mend: 'citygraph auth login --hub https://…，或 CITYGRAPH_HUB，或 --hub。' },
  NOT_A_HUB: { what: '该地址有答复，但不是 CityGraph 平台。', mend: '请核对地址；网络的登录页也会如此。' },
  HUB_UNREACHABLE: {
    what: '该地址无人答复，或不可信。未发送任何内容。',
    mend: 'citygraph doctor。请检查网络、代理（HTTPS_PROXY）和自有证书（NODE_EXTRA_CA_CERTS）。',
  },
  INSECURE_ADDRESS: { what: '令牌不会以明文发送。', mend: '请使用 https；http 只用于本机。' },
  PROXY_REFUSED: { what: '中间的代理没有放行。', mend: '请检查 HTTPS_PROXY 及其用户名和密码，以及 NO_PROXY。' },
  CLOCK_SKEW: { what: '本机与平台的时钟不一致，有效的令牌看似无效。', mend: '请校准时钟（NTP），再重新登录。' },
  VERSION_SKEW: {
    what: '命令与平台的版本不一致。',
    mend: '请更新命令：npm install -g citygraph@latest。若已最新，请运维人员更新平台。',
  },
  BAD_ANSWER: { what: '平台的答复与所问不符。', mend: '请查看操作是否已完成。请更新命令，并报告请求标识。' },
  HUB_FAILED: { what: '平台或其前端出错。', mend: '请重试；请告知运维人员。' },
  TIMED_OUT: { what: '没有及时答复。查询不会改变任何内容。', mend: '请用更长的 --timeout 重试。' },
  OUTCOME_UNKNOWN: {
    what: '操作已发出但没有答复：可能已经完成（退出码 2）。',
    mend: '请先查看（plugin status、release list 等）。重复发布总是安全的。',
  },
  NOT_SIGNED_IN: {
    what: '没有此平台的凭据。',
    mend: 'citygraph auth login；在流水线中用 CITYGRAPH_TOKEN 或 CITYGRAPH_TOKEN_FILE。',
  },
  SIGN_IN_DENIED: { what: '登录在页面上被拒绝。', mend: '请重新开始，只确认自己终端上显示的验证码。' },
  SIGN_IN_EXPIRED: { what: '验证码过期，或登录已失效。', mend: 'citygraph auth login。' },
  SIGN_IN_FAILED: {
    what: '登录服务拒绝开始或完成登录。',
    mend: '消息中有理由。请向运维人员确认该客户端可用设备登录。',
  },
  WRONG_ISSUER: { what: '登录服务与平台所说的不一致。', mend: '请核对平台地址。在运维人员解释之前不要在那里登录。' },
  SETTINGS_BROKEN: { what: '本命令的设置文件无法读取。', mend: '请删除消息中的文件，再重新登录。' },
  SETTINGS_EXPOSED: {
    what: '本机的其他人可以读取您的令牌。',
    mend: '请对该文件执行 chmod 600；若已持续很久，请退出并重新登录。',
  },
  BUSY: { what: '另一个 citygraph 命令正在更改登录信息。', mend: '请等待。若没有命令在运行，请删除消息中的锁文件。' },
  FILE_UNREADABLE: { what: '指定的文件无法读取。', mend: '请检查路径和权限；文本应为 UTF-8。' },
  FILE_UNWRITABLE: { what: '文件或目录无法写入；未做任何改动。', mend: '请检查路径、权限和磁盘空间。' },
  NO_MANIFEST: {
    what: '这里没有 citygraph.yaml。',
    mend: '请进入插件目录，用 --manifest 或 --plugin 指定，或新建：npm create citygraph-plugin@latest。',
  },
  MANIFEST_INVALID: {
    what: '清单或发布包有错误。',
    mend: '每处都注明了行号。citygraph.yaml 的 JSON Schema 可在编辑器中补全。',
  },
  NO_SCHEMA: { what: '没有可供检查的城市模式快照，或快照被改动过。', mend: 'citygraph schema fetch。' },
  NOTHING_FOUND: { what: '所指的对象不存在，或您无权查看。', mend: '请核对写法和身份：citygraph auth whoami。' },
  REFUSED: { what: '检查发现了不予准入的问题。', mend: '每处都有位置和改法；citygraph explain <规则> 有示例。' },
  UNSEALED: {
    what: '归档在已封印的范围内与写入时一致，但最后一个封印之后的内容无人负责。',
    mend: '账本在一分钟之内、以及网关结束时封印：请稍后再取一份副本检查。若末尾未封印在预料之中，请使用 --allow-unsealed。',
  },
  BAD_REQUEST: {
    what: '平台无法读取该请求：方法、请求头或请求体有误。',
    mend: '请以 POST 发送 UTF-8 的 application/json，并接受 application/graphql-response+json；消息会说明是哪一项。',
  },
  GRAPHQL_PARSE_FAILED: {
    what: '文档不是 GraphQL。',
    mend: '消息给出行和列：通常是此前缺少括号或引号。',
  },
  GRAPHQL_VALIDATION_FAILED: {
    what: '文档查询了模式中没有的内容，或写法不被允许。',
    mend: '可查看现有内容：citygraph schema explain <Type.field>。沙箱中插件的字段需要请求头 CityGraph-Channel: sandbox。',
  },
  NOT_TRIED: {
    what: '版本已被接受，正在等待进入沙箱：有多个插件与沙箱的图不能同时组合，正在逐一检查。',
    mend: '无需操作：没有新发布时会自动尝试它。同一发布者的多个插件若定义同名类型，会互相妨碍：请运行 plugin check 查看。',
  },
  OPERATION_RESOLUTION_FAILURE: {
    what: '文档中有多个操作，或没有所指的操作。',
    mend: '请用 operationName 写明操作名称。',
  },
  PLUGIN_ERROR: {
    what: '插件自己报告失败，或抛出了异常。',
    mend: 'plugin dev 和 plugin test 会显示抛出的内容及位置；平台的调用方不会得知细节。',
  },
  INTERNAL: { what: '本命令出错。', mend: '请用 CITYGRAPH_DEBUG=1 再次运行并报告结果。' },
};
