/** What parties of the chain of custody and inspectors send. */
export const RECORD =
  'mutation R($gtin: GTIN!, $lot: String!, $step: String!, $place: ID!, $plot: ID, $actor: USCC, $key: ID) { recordTraceEvent(gtin: $gtin, lot: $lot, bizStep: $step, placeId: $place, originPlotId: $plot, actorUscc: $actor, idempotencyKey: $key) { sequence bizStep bizStepUri action eventTime recordTime actor { uscc } readPoint { id } eventHash } }';

export const INSPECT =
  'mutation I($gtin: GTIN!, $lot: String!, $number: ID!, $passed: Boolean!, $place: ID!, $remark: String) { recordInspection(gtin: $gtin, lot: $lot, inspectionNumber: $number, passed: $passed, placeId: $place, remark: $remark) { inspectionPassed chainIntact inspections { nodes { inspectionNumber passed remark } } events { bizStep actor { uscc } } } }';
