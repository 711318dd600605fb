/** What makers tell of their authenticators, as the tenant's BLOB of FIDO's Metadata Service had it when it was deployed. */
import { existsSync, readFileSync } from 'node:fs';
import type { MetadataStatement } from '@simplewebauthn/server';

/** Verified and written beside the function by lib/fido-metadata.ts, where the tenant gives one. */
const FILE = new URL('fido-metadata.json', import.meta.url);

export const fidoMetadata = (): readonly MetadataStatement[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as MetadataStatement[]) : [];
