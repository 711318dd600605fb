/** GET /v1/me */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentUser } from '../../user/user-schema.ts';
import { getMeContract } from './contract.ts';

export const handler = http(getMeContract, async ({ principal }) =>
  ok({ status: 200, body: presentUser(principal.loaded.user) }),
);
