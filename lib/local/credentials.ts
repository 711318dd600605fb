// The root key of one local cloud: random, so that nothing that knows MiniStack's default can use it.
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { readJson, writeJson } from './json-file.ts';

/** MiniStack's own account, so that no tenant's real account number appears here. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
export type Credentials = z.infer<typeof Credentials>;

export function loadCredentials(file: string): Credentials {
  const stored = Credentials.safeParse(readJson(file));
  if (stored.success) return stored.data;
  const made = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  writeJson(file, made);
  return made;
}
