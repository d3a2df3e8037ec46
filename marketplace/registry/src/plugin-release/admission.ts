import { CityGraphError, type PluginPersons } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';
import type { ReleaseEgress, ReleaseFinding } from './plugin-release.entity.ts';

/** A document that asks to join the graph. */
export interface AdmissionRequest {
  readonly plugin: { readonly name: string; readonly version: string; readonly sdl: string; readonly url: string };
  /** Handle of who asks. */
  readonly publisher: string;
  /** `iov`: its types are named `Iov…`, its fields `iov_…`. */
  readonly namespace: string;
  /** Names outside the namespace that were granted. */
  readonly claims: readonly string[];
  /** Entities of the city's that the manifest says it returns, and that it has leave to return. */
  readonly mintable: readonly string[];
  readonly manifest: {
    readonly data: readonly string[];
    readonly persons: PluginPersons;
    /** Left out: the manifest is of no known shape. */
    readonly extends?: readonly string[];
    readonly mints: readonly string[];
    /** Addresses that it is dialled at, and pages that people are sent to. */
    readonly endpoints?: readonly string[];
    readonly pages?: readonly string[];
  };
  /** The release that serves now; null: none does. */
  readonly previous: { readonly version: string; readonly sdl: string } | null;
  /** What it takes from clients is for people to decide: `BREAKING` warns. */
  readonly force: boolean;
  /** Releases of the publisher's other plugins that are tried beside it, by digest; left out: nobody asks. */
  readonly siblings?: readonly string[];
  /** Names the graph that it is judged by; where it is said, the same is not judged again for a while. */
  readonly ground?: string;
}

export interface AdmissionVerdict {
  /** There is no error among the findings. */
  readonly admitted: boolean;
  readonly findings: readonly ReleaseFinding[];
  readonly egress: readonly ReleaseEgress[];
  /** With the hub's labels carried over (DECISIONS 13); null: it cannot be read. */
  readonly composedSdl: string | null;
}

/** Judges documents against the graph that the deployment knows. Whatever the document is, it answers. */
export interface Admission {
  admit(request: AdmissionRequest): Promise<AdmissionVerdict>;
}

interface Lent {
  readonly admission?: Admission;
  /** For what comes back: it waits behind nobody, and is not counted. */
  readonly returnAdmission?: Admission;
}

/** @throws INTERNAL_ERROR when the deployment gave none. */
export const admissionOf = (context: SubgraphContext): Admission => lent((context as SubgraphContext & Lent).admission);

/** What judges a release that everybody is to have again. @throws INTERNAL_ERROR when the deployment gave none. */
export const returnAdmissionOf = (context: SubgraphContext): Admission =>
  lent((context as SubgraphContext & Lent).returnAdmission);

function lent(admission: Admission | undefined): Admission {
  if (!admission) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without admission.');
  return admission;
}
