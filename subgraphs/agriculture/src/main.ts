import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { agriculture } from './index.ts';

await runDepartment(agriculture, createCity);
