import { migration } from '@citygraph/kit';

/** What ends a state: a complaint decided, an alert answered, an application decided, an event put right. */
export const answersAndDecisions = migration('0012-answers-and-decisions', (schema) => [
  schema.alterTable('credit_complaint').addColumn('reason', 'text'),
  schema.alterTable('credit_complaint').addColumn('decided_at', 'datetime(3)'),
  schema.alterTable('credit_complaint').addColumn('decided_by', 'varchar(64)'),
  schema.createIndex('credit_complaint_filed_by').on('credit_complaint').columns(['filed_by', 'filed_at']),

  schema.alterTable('supervision_alert').addColumn('answered_at', 'datetime(3)'),
  schema.alterTable('supervision_alert').addColumn('answered_by', 'varchar(64)'),
  schema.createIndex('supervision_alert_agency').on('supervision_alert').columns(['agency_uscc', 'raised_at']),
  schema.createIndex('supervision_alert_lead').on('supervision_alert').columns(['lead_agency_uscc', 'raised_at']),

  schema.alterTable('service_application').addColumn('reason', 'text'),
  schema.alterTable('service_application').addColumn('decided_at', 'datetime(3)'),
  schema.alterTable('service_application').addColumn('decided_by', 'varchar(64)'),
  schema.alterTable('service_application').addColumn('paused_at', 'datetime(3)'),
  schema.createIndex('service_application_agency').on('service_application').columns(['agency_uscc', 'submitted_at']),

  schema.alterTable('city_event').addColumn('outcome', 'text'),
  schema.alterTable('city_event').addColumn('taken_up_at', 'datetime(3)'),
  schema.alterTable('city_event').addColumn('handled_by_uscc', 'varchar(18)'),
]);
