import { CityGraphError, DivisionCodeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agenciesOfFields, agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import { CameraKind } from './camera-kind.ts';
import { type CameraSubject, unknownCamera, watchesCameras } from './camera-site.access.ts';
import { cameraSiteById, findCameraSites, WATCHING_AGENCIES, type WatchedCamera } from './camera-site.loader.ts';
import { registerCameraSite } from './register-camera-site.ts';

@Key('id')
@Sensitivity('S2')
@ObjectType('CameraSite', {
  description: 'Where a public camera stands and who runs it: metadata only, video never passes through the graph.',
})
export class CameraSiteType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('I', 'addresses a device of the video network')
  @Field(() => String, { nullable: true, description: 'Device id in the video network (GB/T 28181): 20 digits.' })
  deviceId?: string;

  @Field(() => String, { nullable: true, description: 'What it is called.' })
  name?: string;

  @Field(() => CameraKind, { nullable: true, description: 'What it looks at.' })
  kind?: CameraKind;
}

const CameraSiteConnection = connectionOf('CameraSite', () => CameraSiteType);

@Resolver(() => CameraSiteType)
export class CameraSiteResolver {
  @Sensitivity('S2')
  @Query(() => CameraSiteConnection, {
    nullable: true,
    description:
      'Cameras, for officers of Public Security and Emergency Management on a case, for emergency-response or city-management.',
  })
  async cameraSites(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('division', () => DivisionCodeScalar, { nullable: true, description: 'In the division and those below.' })
    division: string | null,
    @Arg('kind', () => CameraKind, { nullable: true, description: 'Only cameras that look at this.' })
    kind: CameraKind | null,
    @Arg('placeId', () => ID, { nullable: true, description: 'Only cameras at this place.' }) placeId: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<WatchedCamera>> {
    await assertMayList(context);
    const where = { division: division ?? null, kind: kind ?? null, place: placeId ?? null };
    return findCameraSites(context, { ...where, first, after: after ?? null });
  }

  @Sensitivity('S2')
  @Mutation(() => CameraSiteType, {
    nullable: true,
    description: 'Enter a camera that your agency runs: for officers who may look through it.',
  })
  async registerCameraSite(
    @Arg('deviceId', () => String, { description: 'GB/T 28181 device id: 20 digits, of a camera in that district.' })
    deviceId: string,
    @Arg('name', () => String, { description: 'What it is called, 2 to 120 characters.' }) name: string,
    @Arg('kind', () => CameraKind, { description: 'What it looks at.' }) kind: CameraKind,
    @Arg('placeId', () => ID, { description: 'Where it stands.' }) placeId: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<WatchedCamera | null> {
    const { em, viewer, clock } = context;
    const registration = { deviceId, name, kind, placeId };
    return cameraSiteById(await registerCameraSite(em, viewer, registration, key, clock.now()), context);
  }

  @Sensitivity('S2')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it stands.' })
  async place(@Root() { placeId }: WatchedCamera, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeById(context).load(placeId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that runs it.' })
  async operator(@Root() { operatorUscc }: WatchedCamera, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(operatorUscc);
  }
}

/** The same rule as for one camera, asked of a camera wherever the viewer's competence is. */
async function assertMayList(context: SubgraphContext): Promise<void> {
  const { viewer, clock } = context;
  const watchers = await agenciesOfFields(WATCHING_AGENCIES, context);
  const divisionCode = viewer.principal.divisionPrefix ?? '';
  const verdict = watchesCameras(viewer, { id: '', divisionCode, watchers }, clock.now());
  if (!verdict.allowed) throw new CityGraphError(verdict.code, `cameraSites: ${verdict.message}`);
}

export async function cameraSiteReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CameraSubject> {
  const id = String(ref.id);
  return (await cameraSiteById(id, context)) ?? unknownCamera(id);
}
