import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { finance } from './index.ts';

await runDepartment(finance, createCity);
