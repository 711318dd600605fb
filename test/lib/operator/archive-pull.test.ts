/** The copy against a bucket of hostile keys, served here: whoever writes to the archive chooses no file of the auditor. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pulled, pullArchive } from '../../../lib/operator/archive-pull.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';

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
const server = createServer((request, response) => {
  if (request.url?.includes('versions')) {
    const versions = [GOOD, ...HOSTILE].map(
      (key) =>
        `<Version><Key>${key}</Key><VersionId>1</VersionId><Size>4</Size><LastModified>2026-03-01T12:00:00.000Z</LastModified></Version>`,
    );
    response.end(`<ListVersionsResult><IsTruncated>false</IsTruncated>${versions.join('')}</ListVersionsResult>`);
    return;
  }
  asked.push(request.url ?? '');
  response.end('true');
});
let pulled: Pulled;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  pulled = await pullArchive(folder, 'archive', settings, { update: () => {}, stop: () => {} });
});
afterAll(() => {
  server.close();
  rmSync(outside, { recursive: true });
});

it('copies what has a place in the folder, and refuses the rest', () => {
  expect(readFileSync(join(folder, GOOD), 'utf8')).toBe('true');
  expect(pulled).toMatchObject({ objects: 1 + HOSTILE.length, copied: 1 });
  expect([...pulled.refused].sort()).toEqual([...HOSTILE].sort());
  expect(asked).toHaveLength(1);
  expect(existsSync(join(outside, 'escaped'))).toBe(false);
});

it('lists what it refused, and the verifier finds it', () => {
  const { versions } = JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8'));
  expect(versions).toHaveLength(1 + HOSTILE.length);
  const { differences } = verifyFolder(folder);
  expect(differences).toContainEqual(
    expect.objectContaining({ reason: expect.stringContaining('no path of the archive') }),
  );
});
