import type { GraphQLAnswer } from '../hub-client.ts';

/** A farmer's question about the plots, half of it a department's to answer and half the satellite vendor's. */
export const PLOTS = `query MyPlots { me { farms { plots { parcel { id areaM2 ndvi(from: "2026-06-01", to: "2026-07-31") { on mean sceneId } } } } } }`;

/** An owner's question about the vehicle and where it can be charged. */
export const VEHICLES = `query MyVehicles { me { vehicles { vin iov_state { socPct mileageKm chargingState } iov_position { point reportedAt }
  iov_nearbyChargingStations(radiusM: 50000) { distanceM station { id powerKw place { addressText } } } } } }`;

export interface Plot {
  readonly parcel: {
    readonly id: string;
    readonly areaM2: number;
    readonly ndvi: readonly { readonly on: string; readonly mean: number; readonly sceneId: string }[] | null;
  };
}

export const plotsOf = ({ data }: GraphQLAnswer): Plot[] =>
  (data as { me: { farms: { plots: Plot[] }[] } } | null)?.me.farms.flatMap(({ plots }) => plots) ?? [];

/** There are plots, and every one was seen. */
export function isGreen(answer: GraphQLAnswer): boolean {
  const plots = plotsOf(answer);
  return answer.errors.length === 0 && plots.length > 0 && plots.every(({ parcel }) => (parcel.ndvi?.length ?? 0) > 0);
}

export const codesOf = ({ errors }: GraphQLAnswer): (string | undefined)[] => [
  ...new Set(errors.map(({ extensions }) => extensions.code)),
];
