/**
 * `hale fido-metadata build <blob> <out>`: from the BLOB of FIDO's Metadata Service, which its maker signed, to what
 * functions judge attestation by (`lambdas/passkey/fido-metadata.ts`). The BLOB itself is not downloaded.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AuthenticatorStatus, MetadataBLOBPayloadEntry, MetadataStatement } from '@simplewebauthn/server';
import { verifyMDSBlob } from '@simplewebauthn/server/helpers';
import { CommandError } from './command-error.ts';

/** What FIDO's Metadata Service 3.0 §3.1.4 tells not to trust. A report is never taken back, so neither is this. */
const UNTRUSTED: readonly AuthenticatorStatus[] = [
  'REVOKED',
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
];

export interface FidoMetadata {
  /** Of the BLOB: each has a higher one. */
  readonly number: number;
  /** Until when it is good, as FIDO says: a date. */
  readonly nextUpdate: string;
  readonly models: readonly Partial<MetadataStatement>[];
  readonly untrusted: number;
}

/** Without icons and prose, which are most of it. */
const judgedBy = (statement: MetadataStatement): Partial<MetadataStatement> => ({
  aaguid: statement.aaguid,
  description: statement.description,
  attestationTypes: statement.attestationTypes,
  authenticationAlgorithms: statement.authenticationAlgorithms,
  attestationRootCertificates: statement.attestationRootCertificates,
  ...(statement.authenticatorGetInfo?.algorithms && {
    authenticatorGetInfo: { ...statement.authenticatorGetInfo, algorithms: statement.authenticatorGetInfo.algorithms },
  }),
});

const isTrusted = ({ statusReports }: MetadataBLOBPayloadEntry): boolean =>
  !statusReports.some(({ status }) => UNTRUSTED.includes(status));

/** @throws CommandError unless FIDO's root stands behind the signature. */
export async function readFidoMetadata(blob: string): Promise<FidoMetadata> {
  const { payload } = await verifyMDSBlob(blob.trim()).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`The file is no BLOB that FIDO signed: ${why}`, 2);
  });
  const known = payload.entries.filter(({ aaguid, metadataStatement }) => aaguid && metadataStatement);
  const trusted = known.filter(isTrusted);
  return {
    number: payload.no,
    nextUpdate: payload.nextUpdate,
    models: trusted.flatMap(({ metadataStatement }) => (metadataStatement ? [judgedBy(metadataStatement)] : [])),
    untrusted: known.length - trusted.length,
  };
}

export async function fidoMetadataBuild(from: string, to: string): Promise<number> {
  const { number, nextUpdate, models, untrusted } = await readFidoMetadata(readFileSync(from, 'utf8'));
  const lines = [{ number, nextUpdate }, ...models].map((line) => JSON.stringify(line));
  writeFileSync(`${to}.part`, `${lines.join('\n')}\n`);
  renameSync(`${to}.part`, to);
  const stale = nextUpdate < new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `${to}: ${models.length} models of BLOB ${number}, ${untrusted} left out as not to be trusted. ` +
      `${stale ? 'It was good until' : 'Get the next one by'} ${nextUpdate}.\n`,
  );
  return 0;
}
