/** Characters at least and at most of what people read of a plugin; Chinese says the same in fewer. */
export const TITLE_LENGTH = { zh: [2, 60], en: [2, 60] } as const;
/** Least and most characters of a manifest's `description`, by language. */
export const DESCRIPTION_LENGTH = { zh: [4, 2_000], en: [10, 2_000] } as const;
