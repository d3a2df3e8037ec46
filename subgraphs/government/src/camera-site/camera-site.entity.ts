import { defineEntity, p } from '@mikro-orm/core';
import type { CameraKind } from './camera-kind.ts';

/** Where a public camera stands and who runs it. What it sees never passes here. */
const CameraSiteSchema = defineEntity({
  name: 'CameraSite',
  tableName: 'camera_site',
  properties: {
    id: p.string().length(40).primary(),
    /** GB/T 28181, 20 digits. */
    deviceId: p.string().length(20).unique(),
    name: p.string().length(120),
    kind: p.string().length(20).$type<CameraKind>(),
    placeId: p.string().length(40),
    divisionCode: p.string().length(12),
    /** USCC of the agency that runs it. */
    operatorUscc: p.string().length(18),
  },
});

export class CameraSite extends CameraSiteSchema.class {}
CameraSiteSchema.setClass(CameraSite);
