export { type DecideToEffectOptions, type Decision, decideToEffect } from './decide-to-effect.ts';
export type { Effect } from './live-city.ts';
export { type PublishedLive, type PublishToLiveOptions, publishToLive } from './publish-to-live.ts';
