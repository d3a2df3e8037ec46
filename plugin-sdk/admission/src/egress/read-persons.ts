import type { AdmissionManifest } from '../admission.ts';

/** An argument that the manifest says holds somebody's key. */
export interface PersonArgument {
  /** `Query.iov_vehicles(holder:)`. */
  readonly argument: string;
  readonly field: string;
  readonly name: string;
  /** `Resident.id`. */
  readonly coordinate: string;
}

const ARGUMENT = /^([A-Za-z_]\w*\.[A-Za-z_]\w*)\(([A-Za-z_]\w*):\)$/;
const COORDINATE = /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/;

/** Those that are written as they must be; the others are `misspeltPersons`. */
export function readPersons(manifest: AdmissionManifest | null): PersonArgument[] {
  return entriesOf(manifest).flatMap(([argument, coordinate]) => {
    const [, field, name] = ARGUMENT.exec(argument) ?? [];
    return field && name && COORDINATE.test(coordinate) ? [{ argument, field, name, coordinate }] : [];
  });
}

export function misspeltPersons(manifest: AdmissionManifest | null): string[] {
  return entriesOf(manifest)
    .filter(([argument, coordinate]) => !ARGUMENT.test(argument) || !COORDINATE.test(coordinate))
    .map(([argument, coordinate]) => `${argument}: ${coordinate}`);
}

function entriesOf(manifest: AdmissionManifest | null): [string, string][] {
  return Object.entries(manifest?.persons?.arguments ?? {}).map(([argument, key]) => [argument, String(key)]);
}
