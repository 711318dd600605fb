/** GET /v1/health */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getHealthContract } from './contract.ts';

export const handler = http(getHealthContract, async () => ok({ status: 200, body: { status: 'ok' } }));
