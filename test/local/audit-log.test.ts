/**
 * The audit log from end to end in the local cloud: real streams, real S3 with Object Lock, KMS signatures, real IAM.
 * What was done through the API is pulled as an auditor would, and verified without the cloud.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseVkey } from '../../lambdas/log/note.ts';
import { verifyProof } from '../../lambdas/log/proof.ts';
import { pullArchive } from '../../lib/operator/archive-pull.ts';
import { verifyFolder } from '../../lib/verify/verify-folder.ts';
import { backend, type Clinic, makeClinic } from './clinic.ts';
import { dynamodb, output, s3, settings } from './cloud.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-pull-'));
const silent = { update: () => {}, stop: () => {} };
let clinic: Clinic;
let api: ReturnType<typeof backend>;
let organization: string;

/** The answer once it has the status; the archiver works behind the request. */
async function until(status: number, path: string) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await api('GET', path);
    if (answer.status === status) return answer.body;
    await sleep(1_000);
  }
  throw new Error(`${path} never answered ${status}`);
}

const pull = () => pullArchive(folder, output('ArchiveBucket'), { ...settings, forcePathStyle: true }, silent);

beforeAll(async () => {
  clinic = await makeClinic('Audited clinic');
  api = backend(clinic);
  const created = await api('POST', '/v1/organizations', {
    name: 'Ward 7',
    slug: `ward-${clinic.projectId.slice(-8).toLowerCase()}`,
  });
  organization = created.body.id;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an archived log', () => {
  it('has a checkpoint, and a proof for each event', async () => {
    const query = `?organization_id=${organization}`;
    const checkpoint = await until(200, `/v1/audit-log/checkpoint${query}`);
    expect(checkpoint.origin.endsWith(`/${organization}`)).toBe(true);
    const events = await api('GET', `/v1/events${query}`);
    const [event] = events.body.data.slice(-1);
    const proof = await until(200, `/v1/audit-events/${event.id}/proof`);
    expect(verifyProof(proof.proof, proof.leaf, [parseVkey(proof.verifier_key)]).origin).toBe(checkpoint.origin);
  });

  it('is signed again by the sweeper, a minute after its last checkpoint', async () => {
    const before = await until(200, '/v1/audit-log/checkpoint');
    const key = await api('POST', '/v1/api-keys', { name: 'later', scopes: ['audit:read'] });
    expect(key.status).toBe(201);
    const { body } = await api('GET', '/v1/events?events=api_key.created');
    const later = await until(200, `/v1/audit-events/${body.data[0].id}/proof`);
    const { size } = verifyProof(later.proof, later.leaf, [parseVkey(later.verifier_key)]);
    expect(size).toBeGreaterThan(before.size);
  });

  it('is verified from a copy, with versions and locks', async () => {
    const { verifier_key } = await until(200, '/v1/audit-log/checkpoint');
    const { objects } = await pull();
    expect(objects).toBeGreaterThan(5);
    const report = verifyFolder(folder, { allow: { unsignedTail: true } });
    expect(report.difference).toBeUndefined();
    expect(report).toMatchObject({ ok: true, locksChecked: true });
    const log = report.logs.find(({ origin }) => origin === parseVkey(verifier_key).name);
    expect(log?.signed).toBeGreaterThan(0);
  });

  it('is copied again only as far as it grew', async () => {
    const first = await pull();
    await api('POST', '/v1/api-keys', { name: 'another', scopes: ['audit:read'] });
    const second = await pull();
    expect(second.copied).toBeLessThan(first.objects);
  });

  it('shows any change to the copy', () => {
    const [log] = verifyFolder(folder, { allow: { unsignedTail: true } }).logs;
    const path = join(folder, log?.log ?? '', 'meta.json');
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes.subarray(0, -2), Buffer.from(' }')]));
    expect(verifyFolder(folder, { allow: { unsignedTail: true } })).toMatchObject({ ok: false });
    writeFileSync(path, bytes);
    expect(verifyFolder(folder, { allow: { unsignedTail: true } }).ok).toBe(true);
  });

  it('cannot be written over', async () => {
    const [log] = verifyFolder(folder, { allow: { unsignedTail: true } }).logs;
    const put = new PutObjectCommand({
      Bucket: output('ArchiveBucket'),
      Key: `${log?.log}/meta.json`,
      Body: '{}',
      IfNoneMatch: '*',
    });
    await expect(s3.send(put)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });
});

describe('a row that is changed behind our back', () => {
  it('is reported with both images in the locked bucket', async () => {
    const pk = `${organization}#0`;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: output('AuditTable'),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
      }),
    );
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: output('AuditTable'),
        Key: { pk: { S: pk }, sk: Items[0]?.sk ?? { N: '0' } },
        UpdateExpression: 'SET #public = :forged',
        ExpressionAttributeNames: { '#public': 'public' },
        ExpressionAttributeValues: { ':forged': { S: '{"forged":true}' } },
      }),
    );
    for (let attempt = 0; attempt < 60; attempt++) {
      await sleep(1_000);
      await pull();
      const listing = readFileSync(join(folder, 'versions.json'), 'utf8');
      const evidence = /v1\/[^/]+\/evidence\/[^"]+/.exec(listing)?.[0];
      if (!evidence) continue;
      const text = readFileSync(join(folder, evidence), 'utf8');
      expect(text).toContain('forged');
      expect(JSON.parse(text)).toMatchObject({ event: 'MODIFY', old: { pk: { S: pk } } });
      expect(verifyFolder(folder, { allow: { unsignedTail: true } }).ok).toBe(true);
      return;
    }
    throw new Error('the tamper watcher never reported');
  });
});
