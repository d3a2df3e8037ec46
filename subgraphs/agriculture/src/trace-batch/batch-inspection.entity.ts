import { defineEntity, p } from '@mikro-orm/core';

const BatchInspectionSchema = defineEntity({
  name: 'BatchInspection',
  tableName: 'batch_inspection',
  properties: {
    /** The agency's own number of the report. */
    inspectionNumber: p.string().length(40).primary(),
    batchKey: p.string().length(40),
    passed: p.boolean(),
    agencyUscc: p.string().length(18),
    inspectedAt: p.datetime(3),
    remark: p.string().length(500).nullable(),
    /** OIDC subject of the officer; null: seeded. */
    recordedBy: p.string().length(80).nullable(),
  },
});

/** An official inspection of a batch; its result stands, a later inspection may find otherwise. */
export class BatchInspection extends BatchInspectionSchema.class {}
BatchInspectionSchema.setClass(BatchInspection);
