import type { PluginManifest } from '@citygraph/contract';

/** A plugin's document, and beside what it has a badge with a resident's name on it: so it would be sent the name. */
export const withBadge = (sdl: string, namespace: string): string =>
  `${sdl.replace('["@key"]', '["@key", "@external", "@requires"]')}
    type Resident @key(fields: "id") {
      id: ID!
      name: String @external
      ${namespace}_badge: String @requires(fields: "name") @sensitivity(level: "S3")
    }`;

/** The manifest that declares these for it. */
export function declaring(manifest: PluginManifest, coordinates: readonly string[]): PluginManifest {
  const data = coordinates.map((coordinate) => ({
    class: 'S3' as const,
    coordinate,
    reason: { zh: '在徽章上显示姓名', en: 'To write the name on a badge.' },
    purpose: 'self-service' as const,
    retentionDays: 0,
  }));
  return { ...manifest, extends: [...manifest.extends, 'Resident'], permissions: { ...manifest.permissions, data } };
}
