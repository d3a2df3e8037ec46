import { defineEntity, p } from '@mikro-orm/core';

export const WORK_ORDER_STATUSES = ['RELEASED', 'RUNNING', 'COMPLETED', 'CANCELLED'] as const;
export type WorkOrderStatus = (typeof WORK_ORDER_STATUSES)[number];

const WorkOrderSchema = defineEntity({
  name: 'WorkOrder',
  tableName: 'work_order',
  properties: {
    id: p.string().length(40).primary(),
    quotationId: p.string().length(40).unique(),
    providerUscc: p.string().length(18),
    requesterUscc: p.string().length(18),
    status: p.string().length(10).$type<WorkOrderStatus>(),
    releasedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
});

/** Work that was agreed on (ISA-95 job order). */
export class WorkOrder extends WorkOrderSchema.class {}
WorkOrderSchema.setClass(WorkOrder);
