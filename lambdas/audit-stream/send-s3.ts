/**
 * To a bucket of the customer's: one object for each batch, lines of JSON, gzip. Its name says what is in it, so a batch
 * that is sent again replaces itself, and names in order are events in order.
 */
import { gzipSync } from 'node:zlib';
import { type CustomerBucket, putCustomerObject } from '../shared/aws/customer-bucket.ts';
import { err, ok } from '../shared/result.ts';
import { type Batch, recordsOf, type Sent } from './batch.ts';

const INDEX_DIGITS = 16;
const DAY = 10;

export function objectKey(prefix: string, batch: Batch): string {
  const { log, first, events } = batch;
  const timeMs = Number((events[0] ?? batch.closing)?.time ?? batch.now.getTime());
  const day = new Date(timeMs).toISOString().slice(0, DAY).replaceAll('-', '/');
  const name = `${String(first).padStart(INDEX_DIGITS, '0')}-${events.length}`;
  return `${prefix}${log.scope}/${day}/${name}.jsonl.gz`;
}

export async function sendS3(to: CustomerBucket, prefix: string, batch: Batch): Promise<Sent> {
  const lines = recordsOf(batch).map((event) => `${JSON.stringify(event)}\n`);
  const body = gzipSync(Buffer.from(lines.join(''), 'utf8'));
  const put = await putCustomerObject(to, objectKey(prefix, batch), body, 'application/gzip', batch.now);
  if (put.ok) return ok(batch.events.length);
  const { step, status } = put.error;
  if (status !== undefined && status >= 500) return err({ code: 'server_error', status });
  if (status === undefined) return err({ code: 'not_reached' });
  return err({ code: step === 'role' ? 'role_not_assumed' : 'bucket_not_writable', status });
}
