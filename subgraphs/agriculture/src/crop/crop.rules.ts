import { CityGraphError } from '@citygraph/contract';

/** AGROVOC's namespace of concepts (FAO). */
const AGROVOC = 'http://aims.fao.org/aos/agrovoc/';

/**
 * What the plain around Changchun grows. The concepts are AGROVOC's of the crop as produce, not of the botanical taxon;
 * none is given where we could not verify it in the vocabulary.
 */
export const CROPS = {
  maize: { name: '玉米', agrovocUri: `${AGROVOC}c_12332` },
  rice: { name: '水稻', agrovocUri: `${AGROVOC}c_6599` },
  soybean: { name: '大豆', agrovocUri: `${AGROVOC}c_14477` },
  potato: { name: '马铃薯', agrovocUri: `${AGROVOC}c_13551` },
  ginseng: { name: '人参', agrovocUri: null },
} as const satisfies Record<string, { name: string; agrovocUri: string | null }>;

export type CropCode = keyof typeof CROPS;

export const CROP_CODES = Object.keys(CROPS) as [CropCode, ...CropCode[]];

/** @throws BAD_USER_INPUT with the crops there are. */
export function parseCrop(text: string, argument: string): CropCode {
  const crop = CROP_CODES.find((code) => code === text);
  if (crop) return crop;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `${argument}: "${text.slice(0, 20)}" is none of ${CROP_CODES.join(', ')}.`,
    { extensions: { argument } },
  );
}
