export { type DecideToEffectOptions, type Decision, decideToEffect } from './decide-to-effect.ts';
export { as, type City, cityOf, codeIs, type Effect } from './live-city.ts';
export { askAt, type LiveHub, openLiveHub } from './live-hub.ts';
export { type PublishedLive, type PublishToLiveOptions, publishToLive } from './publish-to-live.ts';
