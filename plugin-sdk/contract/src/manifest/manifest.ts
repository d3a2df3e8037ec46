import type { PluginLimits, PluginPersons } from '../delivery/supergraph-artefact.ts';
import type { Purpose } from '../purpose.ts';

/** `citygraph.yaml`: what a vendor says of a plugin. The format is `manifest.schema.json`; admission holds it against the schema document. */
export interface PluginManifest {
  readonly apiVersion: 'citygraph.dev/v1';
  /** `city.airlab.aqi`: `city.`, the publisher's handle, the subgraph's name. */
  readonly id: string;
  /** Semantic version of this release. */
  readonly version: string;
  /** Handle of the publisher. */
  readonly publisher: string;
  /** Name of the subgraph: 3 to 31 small letters and digits, single hyphens between. */
  readonly subgraph: string;
  /** Its types begin with it in capitals (`Aqi…`), its fields in small letters (`aqi_…`). */
  readonly namespace: string;
  readonly title: LocalText;
  readonly description: LocalText;
  /** Shared entities that it adds fields to. */
  readonly extends: readonly string[];
  readonly runtime: PluginRuntime;
  /** Where data is kept and worked on, ISO 3166-2. */
  readonly dataRegions: readonly string[];
  readonly permissions: PluginPermissions;
  readonly limits?: PluginLimits;
  readonly slo?: PluginSlo;
  readonly support: { readonly email: string; readonly url?: string };
  /** SPDX identifier. */
  readonly licence: string;
}

/** Chinese and English: people of both read it beside a decision. */
export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

/** `runtime` of the manifest: where the hub asks the plugin, stable and in the sandbox. */
export interface PluginRuntime {
  readonly stable: { readonly url: string };
  readonly sandbox: { readonly url: string };
}

/** `permissions` of the manifest: all that a plugin is sent, answers with and sends on beyond what is public. */
export interface PluginPermissions {
  /** Data of others that it is sent, beyond S1: exactly what keys, `@requires`, arguments and claims carry, and the fields of people behind which it wants to be asked about things (`Household.dwelling`). */
  readonly data: readonly DataPermission[];
  readonly persons?: PluginPersons;
  /** Entities of departments that it may answer with though the caller did not hand them in; each needs leave. */
  readonly mints?: readonly string[];
  /** Hosts that it sends anything to. */
  readonly egressHosts: readonly string[];
}

/** Told apart by `class`: what is about people needs a purpose and an end, what is internal may say them. */
export type DataPermission = InternalData | PersonalData;

/** One coordinate of S2 that a plugin asks for. For whoever serves themselves it needs no purpose. */
export interface InternalData {
  readonly class: 'S2';
  /** `Type.field`. */
  readonly coordinate: string;
  readonly reason: LocalText;
  /** Without it, whoever asks for the grant says it then. */
  readonly purpose?: Purpose;
  readonly retentionDays?: number;
}

/** One coordinate about people (S3, S4) that a plugin asks for: what for, why, and for how many days it keeps it. */
export interface PersonalData {
  readonly class: 'S3' | 'S4';
  readonly coordinate: string;
  readonly reason: LocalText;
  readonly purpose: Purpose;
  readonly retentionDays: number;
}

/** What it promises; the hub's defaults where nothing is said. */
export interface PluginSlo {
  readonly availabilityPct?: number;
  readonly p95Ms?: number;
  readonly errorPct?: number;
}
