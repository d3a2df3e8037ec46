import { agriculture } from '@citygraph/agriculture';
import { commerce } from '@citygraph/commerce';
import { education } from '@citygraph/education';
import { energy } from '@citygraph/energy';
import { finance } from '@citygraph/finance';
import { government } from '@citygraph/government';
import { health } from '@citygraph/health';
import type { Subgraph } from '@citygraph/kit';
import { registry } from '@citygraph/registry';

/** The city's departments, in the order they start: the others' fields lean on government's standing. */
export const departments: readonly Subgraph[] = [government, health, education, commerce, energy, finance, agriculture];

/** All that the embedded hub serves: the registry after the departments. */
export const members: readonly Subgraph[] = [...departments, registry];
