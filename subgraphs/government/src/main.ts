import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { government } from './index.ts';

await runDepartment(government, createCity);
