import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { commerce } from './index.ts';

await runDepartment(commerce, createCity);
