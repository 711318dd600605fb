/** The text of `docs/openapi.json`: the description of the whole route table, as it is committed and served. */
import { readFileSync } from 'node:fs';
import { routes } from '../lambdas/routes.ts';
import { openapi } from '../lambdas/shared/openapi.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export const openapiText = (): string => `${JSON.stringify(openapi(routes, version), null, 2)}\n`;
