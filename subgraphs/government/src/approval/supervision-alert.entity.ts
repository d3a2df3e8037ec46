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
    /** What the agency said, or the decision that followed; null: nothing yet. */
    answer: p.text().strictNullable(),
    answeredAt: p.datetime(3).strictNullable(),
    answeredBy: p.string().length(64).strictNullable(),
    /** Copied from step and case: who may see the alert, without a join. */
    agencyUscc: p.string().length(18),
    leadAgencyUscc: p.string().length(18),
    division: p.string().length(12).strictNullable(),
  },
});

export class SupervisionAlert extends SupervisionAlertSchema.class {}
SupervisionAlertSchema.setClass(SupervisionAlert);
