import { defineEntity, p } from '@mikro-orm/core';

const PupilSchema = defineEntity({
  name: 'Pupil',
  tableName: 'pupil',
  properties: {
    residentId: p.string().length(40).primary(),
    /** `YYYY-MM-DD`. */
    birthDate: p.string().length(10),
    /** National student number; null until first enrolled. It embeds the identity number. */
    studentNumber: p.string().length(19).nullable(),
  },
});

/** A child of school age or nearly so: the roll that the education bureau keeps. */
export class Pupil extends PupilSchema.class {}
PupilSchema.setClass(Pupil);
