/** GET /v1/admin/signing-keys */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentKeys } from '../present-keys.ts';
import { readSigningKeys } from '../signing-key-store.ts';
import { getSigningKeysContract } from './contract.ts';

export const handler = http(getSigningKeysContract, async ({ now }) =>
  ok({ status: 200, body: await presentKeys(await readSigningKeys(), now) }),
);
