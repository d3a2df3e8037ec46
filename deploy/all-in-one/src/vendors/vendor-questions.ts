import type { City } from '@citygraph/city';
import type { Question } from '@citygraph/explorer';

const PLOTS_FROM_ABOVE = `# A farmer's plots: the register's area, and how green they are as a vendor's satellite saw them.
query MyPlots($from: Date!, $to: Date!) {
  me {
    farms {
      name
      plots {
        crop { agrovocUri name }
        growthStage
        parcel {
          areaM2
          ndvi(from: $from, to: $to) { on mean clearPct sceneId }
          landUseChange(since: "2026-01-01") { detected confidence }
        }
      }
    }
  }
  marketPrices(commodity: "maize") { market centsPerKg at }
}
`;

const MY_VEHICLE = `# What your electric vehicle reported to a vendor, and where it can be charged: shown once you consented.
query MyVehicle {
  me {
    vehicles {
      vin
      iov_state { socPct mileageKm chargingState alarms reportedAt }
      iov_position { point reportedAt }
      iov_nearbyChargingStations(radiusM: 5000) { distanceM station { powerKw connectors pricePerKwhCents place { addressText } } }
    }
  }
  dataGrants(plugin: "iov") { nodes { id purpose needsConsent status } }
}
`;

/** What can be asked while the demo city's vendors run. */
export function vendorQuestions({ demo, vehicles }: Pick<City, 'demo' | 'vehicles'>): Question[] {
  const owners = new Set(vehicles.map(({ owner }) => owner));
  const owner = Object.values(demo).find(({ resident }) => owners.has(resident));
  const question = (title: string, askedBy: string, document: string, variables: Question['variables']): Question => ({
    title,
    askedBy,
    document,
    variables,
    headers: {},
  });
  return [
    question('My plots from above', 'farmer', PLOTS_FROM_ABOVE, { from: '2026-06-01', to: '2026-07-31' }),
    ...(owner ? [question('My vehicle', owner.handle, MY_VEHICLE, {})] : []),
  ];
}
