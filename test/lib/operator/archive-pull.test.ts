/** The copy against buckets served here: of hostile keys, and one that fails on the way, grows, and is asked for a part. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archivePull, type Pulled, pullArchive } from '../../../lib/operator/archive-pull.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { type DeploymentCopy, makeDeploymentCopy, SECOND } from '../verify/deployment-copy.ts';

const SILENT = { update: () => {}, stop: () => {} };

/** A server on this machine, and how the S3 client finds it. */
async function serve(listener: RequestListener): Promise<{ server: Server; settings: Record<string, unknown> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { server, settings };
}

const versionOf = (key: string, size: number): string =>
  `<Version><Key>${key}</Key><VersionId>1</VersionId><Size>${size}</Size><LastModified>2026-03-01T12:00:00.000Z</LastModified></Version>`;

describe('a bucket of hostile keys', () => {
  const GOOD = 'v1/us-east-1/evidence/note';
  const HOSTILE = [
    'v1/../../escaped',
    'v1/../versions.json',
    'v1//escaped',
    'v1/./escaped',
    'v1/a\\..\\escaped',
    'v1/a/',
  ];
  const outside = mkdtempSync(join(tmpdir(), 'hale-hostile-'));
  const folder = join(outside, 'copy');
  const asked: string[] = [];
  let pulled: Pulled;
  let close = () => {};

  beforeAll(async () => {
    const { server, settings } = await serve((request, response) => {
      if (request.url?.includes('versions')) {
        const versions = [GOOD, ...HOSTILE].map((key) => versionOf(key, 4));
        response.end(`<ListVersionsResult><IsTruncated>false</IsTruncated>${versions.join('')}</ListVersionsResult>`);
        return;
      }
      asked.push(request.url ?? '');
      response.end('true');
    });
    close = () => server.close();
    pulled = await pullArchive(folder, 'archive', settings, SILENT);
  });
  afterAll(() => {
    close();
    rmSync(outside, { recursive: true });
  });

  it('is copied as far as it has a place in the folder, and the rest refused', () => {
    expect(readFileSync(join(folder, GOOD), 'utf8')).toBe('true');
    expect(pulled).toMatchObject({ objects: 1 + HOSTILE.length, copied: 1 });
    expect([...pulled.refused].sort()).toEqual([...HOSTILE].sort());
    expect(asked).toHaveLength(1);
    expect(existsSync(join(outside, 'escaped'))).toBe(false);
  });

  it('is listed with what was refused, and the verifier finds it', () => {
    const { versions } = JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8'));
    expect(versions).toHaveLength(1 + HOSTILE.length);
    const { differences } = verifyFolder(folder);
    expect(differences).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining('no path of the archive') }),
    );
  });
});

describe('a bucket', () => {
  let copy: DeploymentCopy;
  let served: Awaited<ReturnType<typeof serve>>;
  /** Objects that may still be fetched before the connection breaks. */
  let left = Number.POSITIVE_INFINITY;
  let shown: ReadonlyMap<string, Buffer>;
  let fetched: string[] = [];
  const folders: string[] = [];
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'hale-pull-'));
    folders.push(folder);
    return folder;
  };

  beforeAll(async () => {
    copy = await makeDeploymentCopy();
    shown = copy.objects;
    served = await serve((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket');
      if (searchParams.has('versions')) {
        const prefix = searchParams.get('prefix') ?? '';
        const found = [...shown].filter(([key]) => key.startsWith(prefix));
        const list = found.map(([key, bytes]) => versionOf(key, bytes.length));
        const body = searchParams.has('delimiter')
          ? '<CommonPrefixes><Prefix>v1/us-east-1/</Prefix></CommonPrefixes>'
          : list.join('');
        response.end(`<ListVersionsResult><IsTruncated>false</IsTruncated>${body}</ListVersionsResult>`);
        return;
      }
      const key = decodeURIComponent(pathname.replace(/^\/archive\//, ''));
      if (left-- <= 0) return void request.socket.destroy();
      fetched.push(key);
      response.setHeader('x-amz-object-lock-mode', 'COMPLIANCE');
      response.setHeader('x-amz-object-lock-retain-until-date', '2033-03-01T12:00:00Z');
      if (key.includes('/segments/')) response.setHeader('x-amz-object-lock-legal-hold', 'ON');
      response.end(shown.get(key));
    });
  });
  afterAll(() => {
    served.server.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const pull = (folder: string, scopes?: string[]): Promise<Pulled> => {
    fetched = [];
    return pullArchive(folder, 'archive', served.settings, SILENT, scopes);
  };

  it('is copied whole, and verifies with its listing and its legal holds', async () => {
    const folder = newFolder();
    expect(await pull(folder)).toMatchObject({ objects: copy.objects.size, copied: copy.objects.size });
    const report = verifyFolder(folder, { keys: copy.keys });
    expect(report).toMatchObject({ outcome: 'as_signed', locksChecked: true });
    expect(report.checked).toContainEqual(expect.stringMatching(/^\d+ objects: under a legal hold/));
  });

  it('goes on where it was interrupted, and shows nothing half', async () => {
    const folder = newFolder();
    left = 20;
    await expect(pull(folder)).rejects.toThrow();
    left = Number.POSITIVE_INFINITY;
    expect(existsSync(join(folder, 'versions.json'))).toBe(false);
    const { copied } = await pull(folder);
    expect(copied).toBeLessThanOrEqual(copy.objects.size - 4);
    expect(verifyFolder(folder, { keys: copy.keys })).toMatchObject({ outcome: 'as_signed' });
    expect(existsSync(join(folder, 'versions.partial.jsonl'))).toBe(false);
  });

  it('is copied only as far as it is new', async () => {
    const folder = newFolder();
    const first = [...copy.objects].filter(([key]) => !/2026-03-04|0000000000000253-|anchors/.test(key));
    shown = new Map(first);
    await pull(folder);
    shown = copy.objects;
    expect(await pull(folder)).toMatchObject({ copied: copy.objects.size - first.length });
    expect(fetched).toHaveLength(copy.objects.size - first.length);
    expect((await pull(folder)).copied).toBe(0);
    expect(verifyFolder(folder, { keys: copy.keys })).toMatchObject({ outcome: 'as_signed' });
  });

  it('is copied in part: one log, with the directory and the evidence; and later the rest', async () => {
    const folder = newFolder();
    await pull(folder, [SECOND]);
    expect(fetched.some((key) => key.includes(SCOPE))).toBe(false);
    expect(fetched.some((key) => key.includes('/directory/'))).toBe(true);
    expect(verifyFolder(folder, { keys: copy.keys, scopes: [SECOND] })).toMatchObject({ outcome: 'as_signed' });
    await pull(folder, [SCOPE]);
    expect(verifyFolder(folder, { keys: copy.keys })).toMatchObject({ outcome: 'as_signed', locksChecked: true });
  });

  it('is not asked for what is no id', async () => {
    await expect(archivePull('copy', { bucket: 'archive', scope: ['../x'] })).rejects.toMatchObject({ exitCode: 2 });
  });
});
