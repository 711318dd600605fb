/** FIDO's metadata on its way into a deployment: checked, without what nobody should trust, and read again. */
import { sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsService } from '@simplewebauthn/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fidoMetadataBuild, readFidoMetadata } from '../../../lib/operator/fido-metadata.ts';
import { makeMaker } from '../../attestation-authority.ts';

const GOOD = 'a11ce000-0000-4000-8000-00000000000a';
const BAD = 'a11ce000-0000-4000-8000-00000000000b';
const fido = makeMaker();
const folder = mkdtempSync(join(tmpdir(), 'hale-fido-'));
const roots = SettingsService.getRootCertificates({ identifier: 'mds' });
beforeAll(() => {
  SettingsService.setRootCertificates({ identifier: 'mds', certificates: [new Uint8Array(fido.rootCertificate)] });
});
afterAll(() => {
  SettingsService.setRootCertificates({ identifier: 'mds', certificates: roots });
  rmSync(folder, { recursive: true });
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A BLOB as FIDO signs it, or somebody else. */
function blobOf(entries: object[], { by = fido, nextUpdate = '2999-01-01' } = {}): string {
  const { x5c, key } = by.certify(GOOD);
  const header = { alg: 'ES256', typ: 'JWT', x5c: x5c.map((one) => Buffer.from(one).toString('base64')) };
  const input = `${encode(header)}.${encode({ legalHeader: '', no: 42, nextUpdate, entries })}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const entry = (aaguid: string, ...statuses: string[]) => ({
  aaguid,
  metadataStatement: { ...fido.statement(aaguid), icon: 'data:image/png;base64,AAAA', legalHeader: 'long' },
  statusReports: statuses.map((status) => ({ status })),
  timeOfLastStatusChange: '2026-01-01',
});

test('models are kept by what they are judged by; those that are not to be trusted are left out', async () => {
  const old = { aaid: '4746#3208', metadataStatement: {}, statusReports: [] };
  const blob = blobOf([entry(GOOD, 'FIDO_CERTIFIED_L1'), entry(BAD, 'FIDO_CERTIFIED', 'REVOKED'), old]);
  const { number, nextUpdate, models, untrusted } = await readFidoMetadata(`${blob}\n`);
  expect({ number, nextUpdate, untrusted }).toEqual({ number: 42, nextUpdate: '2999-01-01', untrusted: 1 });
  expect(models).toEqual([fido.statement(GOOD)]);
});

test.each(['USER_VERIFICATION_BYPASS', 'ATTESTATION_KEY_COMPROMISE', 'USER_KEY_REMOTE_COMPROMISE'])(
  'a model with %s is not to be trusted, whatever came after',
  async (status) => {
    expect((await readFidoMetadata(blobOf([entry(GOOD, status, 'UPDATE_AVAILABLE')]))).models).toEqual([]);
  },
);

test.each([
  ['of somebody else', () => blobOf([entry(GOOD)], { by: makeMaker() })],
  ['that was altered', () => blobOf([entry(GOOD)]).replace(/\.[^.]+\./, `.${encode({ no: 43, entries: [] })}.`)],
  ['without a signature', () => blobOf([entry(GOOD)]).replace(/\.[^.]+$/, '.')],
  ['that is none', () => 'not a BLOB'],
])('a BLOB %s is refused', async (_, make) => {
  await expect(readFidoMetadata(make())).rejects.toThrow('no BLOB that FIDO signed');
});

test('the file has a line of the BLOB, then one for each model, and says when it is out of date', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const [from, to] = [join(folder, 'blob.jwt'), join(folder, 'fido-metadata.list')];
  writeFileSync(from, blobOf([entry(GOOD)], { nextUpdate: '2020-01-01' }));
  await fidoMetadataBuild(from, to);
  const told = said.mock.calls.join('');
  said.mockRestore();
  expect(told).toContain('1 models of BLOB 42, 0 left out as not to be trusted. It was good until 2020-01-01.');
  const [first = '', ...models] = readFileSync(to, 'utf8').trim().split('\n');
  expect(JSON.parse(first)).toEqual({ number: 42, nextUpdate: '2020-01-01' });
  expect(models.map((line) => JSON.parse(line))).toEqual([fido.statement(GOOD)]);
});
