/**
 * The one row that says which key signs tokens. Every function that signs or checks reads it, at most twice a minute in
 * each environment: what is retired is refused everywhere within half a minute (security.md, row 13).
 */
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { variable } from '../shared/environment.ts';
import { SIGNING_KEYS } from '../shared/table.ts';
import { firstKeys, type SigningKeys, within } from './signing-key.ts';

const CACHE_MS = 30_000;
/** When every environment knows of a change: the last reading before it, and what may be under way. */
export const SETTLES_MS = CACHE_MS + 10_000;

/** Every key of the deployment, by its id in KMS. */
export const keyRing = (): string[] => variable('TOKEN_KEY_ID').split(',');

const fromRow = (row: Row | undefined): SigningKeys =>
  row
    ? within(
        {
          current: row.current as string,
          previous: row.previous as SigningKeys['previous'],
          retired: row.retired as string[],
          rotatedAt: row.rotated_at as string,
          retiredAt: row.retired_at as string | undefined,
          version: row.version as number,
        },
        keyRing(),
      )
    : firstKeys(keyRing());

/** As it is now, strongly consistent: the start of every change. */
export const readSigningKeys = async (): Promise<SigningKeys> => fromRow(await getRow('IDENTITY_TABLE', SIGNING_KEYS));

let cached: { readonly keys: Promise<SigningKeys>; readonly atMs: number } | undefined;

/** At most half a minute old. Requests of one environment that need it at once share one reading. */
export function getSigningKeys(now: Date): Promise<SigningKeys> {
  const age = now.getTime() - (cached?.atMs ?? 0);
  if (cached && age >= 0 && age < CACHE_MS) return cached.keys;
  const keys = readSigningKeys();
  cached = { keys, atMs: now.getTime() };
  keys.catch(() => forgetSigningKeys());
  return keys;
}

/** After a change: this environment goes on with the new key at once. */
export function forgetSigningKeys(): void {
  cached = undefined;
}

/** Of all who change it from one reading, one does. */
export function putSigningKeys(before: SigningKeys, after: SigningKeys): Change<'conflict'> {
  const row = {
    current: after.current,
    previous: after.previous,
    retired: after.retired,
    rotated_at: after.rotatedAt,
    retired_at: after.retiredAt,
    version: after.version,
  };
  return before.version === 0
    ? insert({ ...SIGNING_KEYS, ...row }, 'conflict')
    : update(SIGNING_KEYS, row, { version: before.version }, 'conflict');
}
