import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { CropInsurancePolicy } from './crop-insurance-policy.entity.ts';

/** The city's policies, each with whose farm it is. */
export async function seedCropInsurancePolicies(em: EntityManager, city: City): Promise<void> {
  await insertRows(em, CropInsurancePolicy, policies(city));
}

function* policies(city: City): Generator<EntityData<CropInsurancePolicy>> {
  const farmOf = new Map(city.farms.map((farm) => [farm.id, farm]));
  for (const { id, insurer, farm: farmId, from, to, sumInsuredCents } of city.cropPolicies) {
    const farm = farmOf.get(farmId);
    if (!farm) continue;
    const { farmer, operator } = farm;
    yield {
      id,
      insurerUscc: insurer,
      farmId,
      farmerId: farmer,
      operatorUscc: operator,
      validFrom: from,
      validTo: to,
      sumInsuredCents,
    };
  }
}
