/** What makers tell of their authenticators, as the deployer's BLOB of FIDO's Metadata Service had it. */
import { existsSync, readFileSync } from 'node:fs';
import type { MetadataStatement } from '@simplewebauthn/server';

/** Beside the function where `hale fido-metadata build` made one: a line of the BLOB, then one for each model. */
const FILE = new URL('fido-metadata.list', import.meta.url);

/** Verified when it was made; it is part of the function since. */
export function fidoMetadata(): readonly MetadataStatement[] {
  if (!existsSync(FILE)) return [];
  const [, ...models] = readFileSync(FILE, 'utf8').trim().split('\n');
  return models.map((line) => JSON.parse(line) as MetadataStatement);
}
