/** The README's tour by HTTP: from an organization to an event whose proof an auditor checks offline. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CHECKOUT } from '../../lib/local/paths.ts';
import { type Clinic, call, type Envelope, enrol, good, makeClinic, signIn } from './clinic.ts';
import { cloud, output } from './cloud.ts';

interface Row {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly user_id: string | null; readonly metadata: { readonly subjects?: unknown } };
}
interface Proof {
  readonly index: number;
  readonly leaf: string;
  readonly proof: string;
  readonly verifier_key: string;
}

/** The first checkpoint of a log comes at once; only where the stream failed does the sweeper bring it, in a minute. */
const ARCHIVED = { timeout: 200_000, interval: 2_000 };
const folder = mkdtempSync(join(tmpdir(), 'hale-tour-'));
const archive = join(folder, 'archive');
let clinic: Clinic;
let organizationId: string;
let envelope: Envelope;

/** Runs the operator's command as a person would, in a process of its own. */
function hale(...args: string[]) {
  const env = { ...process.env, ...cloud.awsEnvironment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(CHECKOUT, 'bin/hale.ts'), ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const events = async (): Promise<Row[]> => {
  const path = `/v1/events?organization_id=${organizationId}`;
  return (await good<{ data: Row[] }>('GET', path, { bearer: clinic.secret })).data;
};

async function proveEvent(id: string): Promise<Proof> {
  return vi.waitFor(() => good<Proof>('GET', `/v1/audit-events/${id}/proof`, { bearer: clinic.secret }), ARCHIVED);
}

/** A segment of the log that holds the entry, and where in the copy it is. */
function segments(): string[] {
  return readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.includes(organizationId) && file.includes('/segments/'),
  );
}

beforeAll(async () => {
  clinic = await makeClinic('Tour');
  const { secret: bearer } = clinic;
  organizationId = (await good<{ id: string }>('POST', '/v1/organizations', { bearer, body: { name: 'Tour' } })).id;
  const body = { email: 'grace@example.com', name: 'Grace Tour' };
  const { id: user_id } = await good<{ id: string }>('POST', '/v1/users', { bearer, body });
  const membership = { user_id, role: 'admin' };
  await good('POST', `/v1/organizations/${organizationId}/memberships`, { bearer, body: membership });
  const { authenticator } = await enrol(clinic, { email: body.email, organizationId });
  envelope = await signIn(clinic, authenticator, organizationId);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tour', () => {
  test('a person of the organization signs in with a passkey, and is who they are', async () => {
    const { access_token: bearer, active_organization, active_role } = envelope;

    expect([active_organization?.id, active_role]).toEqual([organizationId, 'admin']);
    expect(await good('GET', '/v1/me', { bearer })).toMatchObject({ id: envelope.user.id, name: 'Grace Tour' });
  });

  test('the log of the organization tells what happened, newest first', async () => {
    const told = (await events()).map(({ event }) => event).filter((event) => event !== 'audit.events_read');

    expect(told).toEqual([
      'session.created',
      'session.created',
      'passkey.registered',
      'membership.created',
      'organization.created',
    ]);
  });

  test('an event is proven offline by its proof and the key alone', async () => {
    const created = (await events()).at(-1);
    const { proof, verifier_key, leaf } = await proveEvent(created?.id ?? '');
    writeFileSync(join(folder, 'proof'), proof);
    writeFileSync(join(folder, 'key'), `${verifier_key}\n`);
    const told = hale('verify-proof', join(folder, 'proof'), '--keys', join(folder, 'key'));

    expect(told.output).toContain(leaf);
    expect(told.status).toBe(0);
    expect(leaf).not.toContain('example.com');
  });

  test('another project learns nothing of the event', async () => {
    const [newest] = await events();
    const other = await makeClinic('Other');
    const answer = await call('GET', `/v1/audit-events/${newest?.id}/proof`, { bearer: other.secret });

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('the archive is copied and verified; one changed byte is found, and its entry named', async () => {
    expect(hale('archive', 'pull', archive, '--bucket', output('ArchiveBucket'))).toMatchObject({ status: 0 });
    const clean = hale('verify', archive, '--allow-unsigned-tail');
    expect(clean.output).toMatch(/Everything .*is as it was signed\./);
    expect(clean.status).toBe(0);

    const [first = ''] = segments().sort();
    const file = join(archive, first);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(file, bytes);
    const touched = hale('verify', archive, '--allow-unsigned-tail');

    expect(touched.output).toMatch(new RegExp(`DIFFERENCE in .*${organizationId}.*entry \\d+`));
    expect(touched.status).toBe(1);
  });
});
