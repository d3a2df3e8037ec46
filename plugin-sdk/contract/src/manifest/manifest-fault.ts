import type { LocalText } from './manifest.ts';

/** One thing that is wrong with a manifest. */
export interface ManifestFault {
  /** `permissions.data[0].class`; empty: the whole. */
  readonly at: string;
  /** In English. */
  readonly message: string;
  /** The same in Chinese. */
  readonly zh: string;
}

export const faultAt = (at: string, { en, zh }: LocalText): ManifestFault => ({ at, message: en, zh });
