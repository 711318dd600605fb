/** Writes `docs/openapi.json` from the route table: `npm run openapi`. */
import { writeFileSync } from 'node:fs';
import { openapiText } from '../lib/openapi-text.ts';

writeFileSync(new URL('../docs/openapi.json', import.meta.url), openapiText());
