/** The wire form of a passkey, as its owner sees it. */
import * as z from 'zod/mini';
import { id, text, time } from '../shared/vocabulary.ts';
import type { Passkey } from './passkey.ts';

export const passkeyName = text(64);

export const passkeySchema = z.object({
  id: id('credential'),
  /** As its owner calls it. */
  name: z.nullable(z.string()),
  aaguid: z.string(),
  /** What the model is called, where that is known. */
  model: z.nullable(z.string()),
  /** Whether the maker signed for the model; else it is the authenticator's own claim. */
  attested: z.boolean(),
  /** A synced passkey may leave its device. */
  binding: z.enum(['synced', 'device_bound']),
  /** A suspect passkey showed that there may be two of it, and is not accepted any more. */
  status: z.enum(['active', 'suspect']),
  created_at: time,
  /** The newest sign-in with it among the person's last 200. */
  last_used_at: z.nullable(time),
});

/** @param lastUsedMs milliseconds. */
export const presentPasskey = (passkey: Passkey, model: string | undefined, lastUsedMs: number | undefined) => ({
  id: passkey.id,
  name: passkey.name ?? null,
  aaguid: passkey.aaguid,
  model: model ?? null,
  attested: passkey.attested,
  binding: passkey.synced ? ('synced' as const) : ('device_bound' as const),
  status: passkey.status,
  created_at: passkey.createdAt,
  last_used_at: lastUsedMs === undefined ? null : new Date(lastUsedMs).toISOString(),
});
