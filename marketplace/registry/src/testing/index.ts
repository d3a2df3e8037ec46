export { type PublishedLive, type PublishToLiveOptions, publishToLive } from './publish-to-live.ts';
