/** A plugin as somebody writes it who needs no template: a manifest, a document, a server. */
export const AQI_MANIFEST = `apiVersion: citygraph.dev/v1
id: city.airlab.aqi
version: 1.0.0
publisher: airlab
subgraph: aqi
namespace: aqi
title: { zh: 空气质量, en: Air quality }
description: { zh: 各区空气质量, en: Air quality of each district }
extends: [AdminDivision]
runtime:
  stable: { url: https://aqi.airlab.example/graphql }
  sandbox: { url: https://try.aqi.airlab.example/graphql }
dataRegions: [CN-JL]
permissions: { data: [], egressHosts: [] }
support: { email: help@airlab.example }
licence: Apache-2.0
`;

export const AQI_SCHEMA = `scalar DivisionCode
type AdminDivision @key(fields: "code") {
  code: DivisionCode!
  "The index of today."
  aqi_index: Int @sensitivity(level: "S1")
}
`;

export const AQI_SERVER = `import { readFileSync } from 'node:fs';
import { definePlugin, servePlugin } from '@citygraph/plugin-sdk';
const near = (file) => new URL(file, import.meta.url);
await servePlugin(
  definePlugin({
    manifest: near('citygraph.yaml'),
    typeDefs: readFileSync(near('schema.graphql'), 'utf8'),
    resolvers: { AdminDivision: { aqi_index: ({ code }) => Number(code.slice(-2)) } },
    references: { AdminDivision: ({ code }) => ({ code }) },
  }),
);
`;
