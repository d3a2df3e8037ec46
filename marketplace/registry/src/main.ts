import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { registry } from './index.ts';
import { openRegistry } from './process/open-registry.ts';

await runDepartment(registry, createCity, openRegistry);
