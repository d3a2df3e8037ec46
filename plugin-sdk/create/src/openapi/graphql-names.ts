/** What every object in JavaScript has: the hub refuses fields of such names. */
const INHERITED = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/** A name that GraphQL takes, the same if it is one: `pet-id` → `pet_id`. */
export function graphqlName(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^_+|_+$/g, '');
  if (name === '') return 'value';
  if (/^\d/.test(name)) return `n${name}`;
  return INHERITED.has(name) || ['true', 'false', 'null'].includes(name) ? `${name}_` : name;
}

const words = (text: string): string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);

/** `pet-order item` → `PetOrderItem` */
export const pascal = (text: string): string =>
  words(text)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');

/** `PetOrderItem` → `petOrderItem` */
export const camel = (text: string): string => {
  const name = pascal(text);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
};

/** The name, or the next that is free: `pet`, `pet_2`, … */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let count = 2; ; count += 1) if (!isTaken(`${name}_${count}`)) return `${name}_${count}`;
}

const LONGEST = 500;

/** Words of the document as a description beside the city's own: no markup, no addresses, no control characters. */
export function descriptionOf(...texts: readonly unknown[]): string {
  const said = texts.find((text) => typeof text === 'string' && text.trim() !== '');
  if (typeof said !== 'string') return '';
  const plain = said
    .replace(/!?\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?/g, '$1')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&#?\w+;/g, ' ')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S*/gi, ' ')
    .replace(/\b(?:javascript|vbscript|livescript|data)\s*:/gi, ' ')
    .replace(/\p{C}|\u2028|\u2029|\u034F|\u115F|\u1160|\u17B4|\u17B5|\u3164|\uFFA0/gu, ' ')
    .replace(/[<>\\"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}
