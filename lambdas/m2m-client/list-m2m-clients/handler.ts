/** GET /v1/m2m-clients */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentM2mClient } from '../m2m-client-schema.ts';
import { listM2mClients } from '../m2m-client-store.ts';
import { listM2mClientsContract } from './contract.ts';

export const handler = http(listM2mClientsContract, async ({ project }) =>
  ok({ status: 200, body: { data: (await listM2mClients(project.id)).map(presentM2mClient) } }),
);
