import { createCity } from '@citygraph/city';
import { runDepartment } from '@citygraph/kit';
import { health } from './index.ts';

await runDepartment(health, createCity);
