/** GET /v1/redirect-uris */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentRedirectUri } from '../redirect-uri-schema.ts';
import { listRedirectUris } from '../redirect-uri-store.ts';
import { listRedirectUrisContract } from './contract.ts';

export const handler = http(listRedirectUrisContract, async ({ project }) =>
  ok({ status: 200, body: { data: (await listRedirectUris(project.id)).map(presentRedirectUri) } }),
);
