export { composeDepartments, schemasOf } from './compose-departments.ts';
export { departments, members } from './departments.ts';
export { writeHubFile } from './hub-file.ts';
export { pageHeaders } from './page-headers.ts';
export { cityQuestions } from './questions.ts';
export { goldenQueriesOf, hubQuestions, QUESTION_APPS } from './registry-questions.ts';
export { demoCredentials, writeOnce } from './secrets.ts';
export { settleCity } from './settle-city.ts';
export { type StaticSite, staticSite } from './static-site.ts';
