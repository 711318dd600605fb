/** A person's data handed out: all of it, nothing of anybody else, signed, and each step in the log (T30). */
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';

const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { parseVkey } = await import('../../../lambdas/log/note.ts');

let s3: S3;
let clinic: Clinic;
beforeAll(async () => {
  s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  clinic = await makeClinic();
  return () => s3.stop();
});

/** The body of the seed's own curl command. */
const SEED = { requested_by: 'alice@hospital.org', notes: 'Patient request 2026-05-21' };
const exportOf = (id: string, call = client(clinic.secret), body: object = SEED) =>
  call('POST /v1/admin/users/{id}/dsr/export', { params: { id }, body });
const keys = async () =>
  (await request('GET /v1/compliance/statement-keys', {})).body.keys.map((key: string) => parseVkey(key));

describe('a bundle', () => {
  test('is answered to the call of the seed, signed and whole', async () => {
    const person = await enrol(clinic);
    const { status, body } = await exportOf(person.userId);
    expect([status, body.code]).toEqual([200, undefined]);
    expect(checkBundle(body, await keys())).toEqual([]);
    console.log(JSON.stringify(body, null, 1).slice(0, 6000));
  });
});
