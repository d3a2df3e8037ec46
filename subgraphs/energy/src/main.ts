import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { energy } from './index.ts';

await runDepartment(energy, createCity);
