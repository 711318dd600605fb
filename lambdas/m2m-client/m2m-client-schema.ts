/** The wire form of a machine client. */
import * as z from 'zod/mini';
import { id, text, time } from '../shared/vocabulary.ts';
import type { M2mClient } from './m2m-client.ts';

/** A scope-token of RFC 6749 §3.3, without the characters that nobody needs. */
export const scopeWord = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9:._/-]{0,99}$/, 'expected a scope'));

export const m2mClientSchema = z.object({
  client_id: id('client'),
  name: text(100),
  scopes: z.array(z.string()),
  expires_at: z.nullable(time),
  created_at: time,
});

export const presentM2mClient = ({ id: clientId, name, scopes, expiresAt, createdAt }: M2mClient) => ({
  client_id: clientId,
  name,
  scopes: [...scopes],
  expires_at: expiresAt ?? null,
  created_at: createdAt,
});
