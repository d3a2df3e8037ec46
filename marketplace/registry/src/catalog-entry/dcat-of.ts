import type { CatalogEntry } from './catalog-entry.entity.ts';
import { ShareType } from './share-type.ts';

type Entry = Pick<
  CatalogEntry,
  | 'id'
  | 'resourceCode'
  | 'title'
  | 'abstract'
  | 'providerUscc'
  | 'shareType'
  | 'shareCondition'
  | 'items'
  | 'publishedAt'
>;

const EU = 'http://publications.europa.eu/resource/authority';

/** DCAT-AP 3.0 §7.3: how open a dataset is, in the vocabulary that it prescribes. */
const ACCESS_RIGHTS: Readonly<Record<ShareType, string>> = {
  [ShareType.UNCONDITIONAL]: `${EU}/access-right/PUBLIC`,
  [ShareType.CONDITIONAL]: `${EU}/access-right/RESTRICTED`,
  [ShareType.NOT_SHARED]: `${EU}/access-right/NON_PUBLIC`,
};

const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

/** The catalogue as JSON-LD after DCAT-AP 3.0: what other cities' and the nation's portals harvest. `now` is when it was exported. Pure. */
export function dcatOf(entries: readonly Entry[], now: Date): object {
  return {
    '@context': CONTEXT,
    '@id': 'urn:citygraph:catalog',
    '@type': 'dcat:Catalog',
    'dct:title': { '@language': 'en', '@value': 'What the city holds' },
    'dct:description': {
      '@language': 'en',
      '@value': 'Resources of the city’s departments, each a type of the graph.',
    },
    'dct:modified': dateTime(now),
    'dcat:service': SERVICE,
    'dcat:dataset': entries.map(datasetOf),
  };
}

/** The one endpoint; where it is, a deployment says. */
const SERVICE = {
  '@id': 'urn:citygraph:endpoint',
  '@type': 'dcat:DataService',
  'dct:title': { '@language': 'en', '@value': 'The city’s GraphQL endpoint' },
  'dct:conformsTo': { '@id': 'https://spec.graphql.org/' },
} as const;

function datasetOf(entry: Entry): object {
  return {
    '@id': `urn:citygraph:catalog:${entry.id}`,
    '@type': 'dcat:Dataset',
    'dct:identifier': entry.resourceCode,
    'dct:title': { '@language': 'en', '@value': entry.title },
    'dct:description': { '@language': 'en', '@value': entry.abstract || entry.title },
    'dct:publisher': { '@id': `urn:uscc:${entry.providerUscc}`, '@type': 'foaf:Organization' },
    'dct:issued': dateTime(entry.publishedAt),
    'dct:accrualPeriodicity': { '@id': `${EU}/frequency/CONT` },
    'dct:accessRights': { '@id': ACCESS_RIGHTS[entry.shareType] },
    ...(entry.shareCondition !== null && {
      'dct:rights': { '@language': 'en', '@value': entry.shareCondition },
    }),
    'dcat:keyword': entry.items.map(({ coordinate }) => coordinate),
    'dcat:distribution': {
      '@type': 'dcat:Distribution',
      'dcat:accessService': { '@id': SERVICE['@id'] },
      'dct:format': { '@id': `${EU}/file-type/JSON` },
    },
  };
}

const dateTime = (moment: Date): object => ({ '@type': 'xsd:dateTime', '@value': moment.toISOString() });
