import { mutation, query } from '../hub/operation.ts';

export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly coordinate: string | null;
  readonly message: string;
  readonly fix: string;
  /** JSON of the same in no language. */
  readonly wording?: string | null;
  readonly line: number | null;
  readonly column: number | null;
}
export const FINDING = 'rule severity coordinate message fix wording line column';

export interface Release {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
  readonly state: string;
  readonly publishedAt: string;
  readonly changedAt: string;
}
const RELEASE = 'id version digest state publishedAt changedAt';

export interface Page<T> {
  readonly edges: readonly { readonly node: T }[];
}

/** A page that others may follow. */
export interface OpenPage<T> extends Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export const nodesOf = <T>(page: Page<T> | null | undefined): T[] => (page?.edges ?? []).map(({ node }) => node);

export interface Plugin {
  readonly name: string;
  readonly title: string;
  /** In Chinese; null: nobody said it. */
  readonly titleZh: string | null;
  readonly namespace: string;
  readonly deprecation: {
    readonly reason: string;
    readonly sunsetAt: string;
    readonly replacement: string | null;
  } | null;
}
const PLUGIN = 'name title titleZh namespace deprecation { reason sunsetAt replacement }';

export const PLUGIN_BY_NAME = query<{ plugin: Plugin | null }, { plugin: string }>(
  `query PluginByName($plugin: ID!) { plugin(name: $plugin) { ${PLUGIN} } }`,
);

/** Made once; its name is taken then. A first release makes its plugin by itself. */
export const CREATE_PLUGIN = mutation<
  { createPlugin: { readonly name: string } | null },
  {
    publisher: string;
    name: string;
    namespace: string;
    title: string;
    description: string;
    titleZh: string;
    descriptionZh: string;
  }
>(
  `mutation CreatePlugin($publisher: ID!, $name: String!, $namespace: String!, $title: String!, $description: String!, $titleZh: String, $descriptionZh: String) {
    createPlugin(publisher: $publisher, name: $name, namespace: $namespace, title: $title, description: $description, titleZh: $titleZh, descriptionZh: $descriptionZh) { name } }`,
);

/** A plugin as who looks for one sees it. */
export interface ListedPlugin extends Plugin {
  readonly description: string;
  readonly descriptionZh: string | null;
  readonly publisher: { readonly handle: string } | null;
}

export const PLUGINS = query<
  {
    plugins: OpenPage<ListedPlugin> | null;
  },
  { first: number; after: string | null }
>(
  `query Plugins($first: Int!, $after: String) {
    plugins(first: $first, after: $after) { edges { node { ${PLUGIN} description descriptionZh publisher { handle } } } pageInfo { hasNextPage endCursor } } }`,
);

export interface PublishVerdict {
  readonly isRepeat: boolean;
  readonly accepted: boolean;
  /** Admission found no error in it. */
  readonly admitted: boolean;
  /** It is the first release of the plugin, and makes it. */
  readonly makesPlugin: boolean;
  /** By which it was published; null: nothing was stored, or every gateway has had it long ago. */
  readonly decision: number | null;
  readonly digest: string;
  readonly release: Release | null;
  readonly findings: readonly Finding[];
}

const VERDICT = `isRepeat accepted admitted makesPlugin decision digest release { ${RELEASE} } findings { ${FINDING} }`;

/** What publishing would answer, and nothing is done. */
export const PUBLISH_VERDICT = query<
  { publishVerdict: PublishVerdict | null },
  { plugin: string; sdl: string; manifest: string }
>(
  `query PublishVerdict($plugin: ID!, $sdl: String!, $manifest: String!) {
    publishVerdict(plugin: $plugin, sdl: $sdl, manifest: $manifest) { ${VERDICT} } }`,
);

export const PUBLISH_RELEASE = mutation<
  { publishRelease: PublishVerdict | null },
  { plugin: string; sdl: string; manifest: string }
>(
  `mutation PublishRelease($plugin: ID!, $sdl: String!, $manifest: String!) {
    publishRelease(plugin: $plugin, sdl: $sdl, manifest: $manifest) { ${VERDICT} } }`,
  true,
);

export const RELEASES = query<
  { pluginReleases: OpenPage<Release> | null },
  { plugin: string; first: number; after: string | null }
>(
  `query Releases($plugin: ID!, $first: Int!, $after: String) {
    pluginReleases(plugin: $plugin, first: $first, after: $after) { edges { node { ${RELEASE} } } pageInfo { hasNextPage endCursor } } }`,
);

export interface ReleaseText extends Release {
  readonly sdl: string | null;
  readonly manifest: string | null;
}
export const RELEASE_WITH_TEXT = `${RELEASE} sdl manifest`;

export const RELEASE_TEXT = query<{ pluginRelease: ReleaseText | null }, { id: string }>(
  `query ReleaseText($id: ID!) { pluginRelease(id: $id) { ${RELEASE_WITH_TEXT} } }`,
);

export interface ReleaseStatus extends Release {
  readonly grantsMissing: readonly string[] | null;
  readonly review: {
    readonly id: string;
    readonly state: string | null;
    readonly turn: string | null;
    readonly dueAt: string | null;
    readonly decisionReason: string | null;
  } | null;
}
export interface Decision {
  readonly number: number;
  readonly act: string | null;
  readonly plugin: string | null;
  readonly releaseDigest: string | null;
  readonly at: string | null;
  readonly state: 'ACCEPTED' | 'COMPOSED' | 'REFUSED' | 'SERVING' | null;
  /** Why nobody has it yet: the stable graph is pinned. */
  readonly heldBy: string | null;
}
const DECISION = 'number act plugin releaseDigest at state heldBy';

export const PLUGIN_STATUS = query<
  {
    plugin: (Plugin & { readonly publisher: { readonly handle: string; readonly verification: string } | null }) | null;
    pluginReleases: Page<ReleaseStatus> | null;
    graphDecisions: Page<Decision> | null;
    rollouts: Page<{ id: string; version: string | null; state: string; percent: number; burn: string | null }> | null;
  },
  { plugin: string; name: string }
>(
  `query PluginStatus($plugin: ID!, $name: String!) {
    plugin(name: $plugin) { ${PLUGIN} publisher { handle verification } }
    pluginReleases(plugin: $plugin, first: 10) { edges { node { ${RELEASE} grantsMissing review { id state turn dueAt decisionReason } } } }
    graphDecisions(plugin: $name, first: 5) { edges { node { ${DECISION} } } }
    rollouts(plugin: $name, first: 3) { edges { node { id version state percent burn } } } }`,
);

export const DECISIONS = query<{ graphDecisions: OpenPage<Decision> | null }, { plugin: string | null; first: number }>(
  `query Decisions($plugin: String, $first: Int!) {
    graphDecisions(plugin: $plugin, first: $first) { edges { node { ${DECISION} } } pageInfo { hasNextPage endCursor } } }`,
);

export const DECISION_BY_NUMBER = query<{ graphDecision: Decision | null }, { number: number }>(
  `query DecisionByNumber($number: Int!) { graphDecision(number: $number) { ${DECISION} } }`,
);

export interface ReleaseFindings extends Release {
  readonly findings: readonly Finding[] | null;
}

export const RELEASE_FINDINGS = query<
  { pluginReleases: OpenPage<ReleaseFindings> | null },
  { plugin: string; first: number; after: string | null }
>(
  `query ReleaseFindings($plugin: ID!, $first: Int!, $after: String) {
    pluginReleases(plugin: $plugin, first: $first, after: $after) {
      edges { node { ${RELEASE} findings { ${FINDING} } } } pageInfo { hasNextPage endCursor } } }`,
);

export interface Told {
  readonly id: string;
  readonly topic: string | null;
  readonly at: string | null;
  readonly reason: string | null;
  readonly plugin: { readonly name: string } | null;
}
export const NOTIFICATIONS = query<{ notifications: OpenPage<Told> | null }, { first: number; after: string | null }>(
  `query Notifications($first: Int!, $after: String) {
    notifications(first: $first, after: $after) { edges { node { id topic at reason plugin { name } } } pageInfo { hasNextPage endCursor } } }`,
);

export const INCIDENTS = query<
  {
    incidents: OpenPage<{
      id: string;
      kind: string | null;
      subject: string | null;
      version: string | null;
      detail: string | null;
      openedAt: string | null;
      closedAt: string | null;
    }> | null;
  },
  { plugin: string; first: number }
>(
  `query Incidents($plugin: String!, $first: Int!) {
    incidents(plugin: $plugin, first: $first) { edges { node { id kind subject version detail openedAt closedAt } } pageInfo { hasNextPage endCursor } } }`,
);

export const SERVICE_LEVELS = query<
  {
    serviceLevels:
      | readonly {
          release: string | null;
          since: string | null;
          calls: number | null;
          availabilityPercent: number | null;
          errorPercent: number | null;
          invalidPercent: number | null;
          p95Ms: number | null;
        }[]
      | null;
  },
  { plugin: string; hours: number }
>(
  `query ServiceLevels($plugin: String!, $hours: Int!) {
    serviceLevels(plugin: $plugin, hours: $hours) { release since calls availabilityPercent errorPercent invalidPercent p95Ms } }`,
);

export const SUBMIT_RELEASE = mutation<
  { submitRelease: { id: string; state: string | null; dueAt: string | null; eyesNeeded: number | null } | null },
  { release: string; note: string }
>(
  `mutation SubmitRelease($release: ID!, $note: String!) {
    submitRelease(release: $release, note: $note) { id state dueAt eyesNeeded } }`,
);

export const DEPRECATE_PLUGIN = mutation<
  { deprecatePlugin: Plugin | null },
  { plugin: string; reason: string; sunsetAt: string; replacement: string | null }
>(
  `mutation DeprecatePlugin($plugin: ID!, $reason: String!, $sunsetAt: DateTime!, $replacement: ID) {
    deprecatePlugin(plugin: $plugin, reason: $reason, sunsetAt: $sunsetAt, replacement: $replacement) { ${PLUGIN} } }`,
);

export const KEEP_PLUGIN = mutation<{ keepPlugin: Plugin | null }, { plugin: string }>(
  `mutation KeepPlugin($plugin: ID!) { keepPlugin(plugin: $plugin) { ${PLUGIN} } }`,
  true,
);

export const WITHDRAW_RELEASE = mutation<{ withdrawRelease: Release | null }, { release: string; reason: string }>(
  `mutation WithdrawRelease($release: ID!, $reason: String!) {
    withdrawRelease(release: $release, reason: $reason) { ${RELEASE} } }`,
);

export const TAKE_OUT = mutation<
  { takeOutRelease: Release | null },
  { release: string; reason: string; inUse: boolean }
>(
  `mutation TakeOut($release: ID!, $reason: String!, $inUse: Boolean!) {
    takeOutRelease(release: $release, reason: $reason, inUse: $inUse) { ${RELEASE} } }`,
);

interface Rekeyed extends Plugin {
  /** By which its key was changed last; null: every gateway has had it long ago. */
  readonly hopKeyDecision: number | null;
}

/** `number` is the next key's: said again, it stays so. */
export const ROTATE_HOP_KEY = mutation<{ rotateHopKey: Rekeyed | null }, { plugin: string; number: number }>(
  `mutation RotateHopKey($plugin: ID!, $number: Int!) {
    rotateHopKey(plugin: $plugin, number: $number) { ${PLUGIN} hopKeyDecision } }`,
  true,
);

/** At once and without overlap; `number` makes a repeat harmless here as well. */
export const REPLACE_HOP_KEY = mutation<
  { replaceHopKey: Rekeyed | null },
  { plugin: string; number: number; reason: string }
>(
  `mutation ReplaceHopKey($plugin: ID!, $number: Int!, $reason: String!) {
    replaceHopKey(plugin: $plugin, number: $number, reason: $reason) { ${PLUGIN} hopKeyDecision } }`,
  true,
);

export const SHOW_HOP_KEY = mutation<
  { showHopKey: { keyId: string | null; secret: string | null } | null },
  { plugin: string; channel: string; next: boolean }
>(
  `mutation ShowHopKey($plugin: ID!, $channel: HopChannel!, $next: Boolean!) {
    showHopKey(plugin: $plugin, channel: $channel, next: $next) { keyId secret } }`,
  true,
);
