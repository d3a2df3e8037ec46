import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { education } from './index.ts';

await runDepartment(education, createCity);
