import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { digestOfCity } from '@citygraph/contract';
import { byName, type CitySubgraph, digestOf } from '../schema/city.ts';
import { writeCity } from '../schema/city-folder.ts';

/** A plugin that passes. */
export const MANIFEST = `apiVersion: citygraph.dev/v1
id: city.airlab.aqi
version: 1.0.0
publisher: airlab
subgraph: aqi
namespace: aqi
title: { zh: 空气质量, en: Air quality }
description: { zh: 各区空气质量, en: Air quality of each district }
extends: [AdminDivision]
runtime:
  stable: { url: https://aqi.example.com/graphql }
  sandbox: { url: https://try.aqi.example.com/graphql }
dataRegions: [CN-JL]
permissions:
  data: []
  egressHosts: []
support: { email: help@aqi.example.com }
licence: Apache-2.0
`;

export const SDL = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
scalar DivisionCode
type AdminDivision @key(fields: "code") {
  code: DivisionCode!
  "The index of today."
  aqi_index: Int @sensitivity(level: "S1")
}
`;

const NAMES = ['government', 'health', 'education'];

/** What a hub answers to `citySchema`, with these texts. */
export function citySchemaAnswer(texts: Readonly<Record<string, string>>, sequence = 1) {
  const subgraphs = byName(
    Object.entries(texts).map(
      ([name, sdl]): CitySubgraph => ({ name, kind: 'department', sdl, digest: digestOf(sdl) }),
    ),
  );
  const digest = digestOfCity(subgraphs);
  return { sequence, digest, subgraphs: subgraphs.map((one) => ({ ...one, kind: 'DEPARTMENT' })) };
}

/** A snapshot of three departments, as `schema fetch` writes it. */
export async function writeSmallCity(folder: string): Promise<void> {
  const subgraphs = byName(
    await Promise.all(
      NAMES.map(async (name): Promise<CitySubgraph> => {
        const file = fileURLToPath(new URL(`../../../../subgraphs/${name}/schema.graphql`, import.meta.url));
        const sdl = await readFile(file, 'utf8');
        return { name, kind: 'department', sdl, digest: digestOf(sdl) };
      }),
    ),
  );
  await writeCity(folder, { version: 'test', digest: digestOfCity(subgraphs), subgraphs });
}
