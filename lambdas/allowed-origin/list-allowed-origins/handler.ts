/** GET /v1/allowed-origins */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentAllowedOrigin } from '../allowed-origin-schema.ts';
import { listAllowedOrigins } from '../allowed-origin-store.ts';
import { listAllowedOriginsContract } from './contract.ts';

export const handler = http(listAllowedOriginsContract, async ({ project }) =>
  ok({ status: 200, body: { data: (await listAllowedOrigins(project.id)).map(presentAllowedOrigin) } }),
);
