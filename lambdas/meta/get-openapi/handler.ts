/** GET /v1/openapi.json. The generated document is part of the bundle; contracts and handlers are not. */
import document from '../../../docs/openapi.json' with { type: 'json' };
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getOpenapiContract } from './contract.ts';

export const handler = http(getOpenapiContract, async () => ok({ status: 200, body: document }));
