import { Extensible, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { ResidentSubject } from '../resident/resident.access.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { residentById } from '../resident/resident.loader.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import type { Vehicle } from './vehicle.entity.ts';
import { vehicleByVin, vehiclesOf } from './vehicle.loader.ts';

@Key('vin')
@Extensible()
@ObjectType('Vehicle', { description: 'A motor vehicle on the register.' })
export class VehicleType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Vehicle identification number (GB 16735, ISO 3779): 17 characters.' })
  vin!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'Electronic plate (GB/T 35789).' })
  electronicPlate?: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Class of vehicle (GA 802), as the register has it.' })
  class?: string;
}

@Resolver(() => VehicleType)
export class VehicleResolver {
  @Sensitivity('S3')
  @FieldResolver(() => ResidentType, { nullable: true, description: 'The registered owner, if a resident.' })
  async owner(@Root() { ownerId }: Vehicle, @Ctx() context: SubgraphContext): Promise<Resident | null> {
    return ownerId ? residentById(context).load(ownerId) : null;
  }
}

@Resolver(() => ResidentType)
export class ResidentVehiclesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [VehicleType], { nullable: true, description: 'Vehicles registered to the resident.' })
  async vehicles(@Root() { id }: ResidentSubject, @Ctx() context: SubgraphContext): Promise<Vehicle[]> {
    return (await vehiclesOf(context).load(id)) ?? [];
  }
}

export async function vehicleReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Vehicle | null> {
  return vehicleByVin(context).load(String(ref.vin));
}
