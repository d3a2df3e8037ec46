import { describe, expect, it } from '@jest/globals';
import { PLUGIN_SDL_HEAD, publishedSdl } from './published-sdl.ts';

const BODY = 'type Query {\n  "What @link is for."\n  aqi_now: Int @sensitivity(level: "S1")\n}\n';

describe('a plugin’s schema document', () => {
  it('gets the links that it has not, and says how far its own lines moved', () => {
    const { sdl, linesAbove } = publishedSdl(BODY);
    expect(sdl).toBe(PLUGIN_SDL_HEAD + BODY);
    expect(sdl.split('\n')[linesAbove]).toBe('type Query {');
  });

  it('stays as it is when it has links, these or others', () => {
    const own = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n${BODY}`;
    for (const text of [own, PLUGIN_SDL_HEAD + BODY]) expect(publishedSdl(text)).toEqual({ sdl: text, linesAbove: 0 });
  });

  it('is the same from a checkout with the line ends of Windows', () => {
    for (const text of [BODY, PLUGIN_SDL_HEAD + BODY])
      expect(publishedSdl(text.replaceAll('\n', '\r\n'))).toEqual(publishedSdl(text));
  });

  it('that cannot be read is left alone where it speaks of a link', () => {
    const broken = 'extend schema @link(url: "x"';
    expect(publishedSdl(broken)).toEqual({ sdl: broken, linesAbove: 0 });
  });
});
