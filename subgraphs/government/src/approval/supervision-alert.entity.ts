import { defineEntity, p } from '@mikro-orm/core';
import type { AlertLevel } from './alert-level.ts';

const SupervisionAlertSchema = defineEntity({
  name: 'SupervisionAlert',
  tableName: 'supervision_alert',
  properties: {
    id: p.string().length(40).primary(),
    /** Unique together with `level`. */
    stepId: p.string().length(40),
    level: p.string().length(10).$type<AlertLevel>(),
    rule: p.string().length(120),
    raisedAt: p.datetime(3),
    /** The decision that followed; null: none yet. */
    answer: p.text().strictNullable(),
    /** Copied from step and case: who may see the alert, without a join. */
    agencyUscc: p.string().length(18),
    leadAgencyUscc: p.string().length(18),
    division: p.string().length(12).strictNullable(),
  },
});

export class SupervisionAlert extends SupervisionAlertSchema.class {}
SupervisionAlertSchema.setClass(SupervisionAlert);
