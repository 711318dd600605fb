/** Sends a batch to where its stream leads. */
import type { Project } from '../project/project.ts';
import type { Post } from '../shared/outbound.ts';
import { openSecret } from '../shared/sealed-secret.ts';
import { type AuditStream, endpointOf } from './audit-stream.ts';
import type { Batch, Sent } from './batch.ts';
import { sendDatadog } from './send-datadog.ts';
import { sendHttps } from './send-https.ts';
import { sendS3 } from './send-s3.ts';
import { ASKING, sendSplunk } from './send-splunk.ts';

export type Sender = (batch: Batch) => Promise<Sent>;

/** Opened once for all batches of a run. */
export async function senderOf(
  stream: AuditStream,
  project: Project,
  post: Post,
  now: Date,
  asking = ASKING,
): Promise<Sender> {
  const { destination, sealed, former } = stream;
  const of = { kind: 'audit_stream', recordId: stream.id } as const;
  const open = async (bytes: Uint8Array) => (await openSecret(bytes, project, of)).toString('utf8');
  if (destination.type === 's3') {
    const { bucket, region, role_arn, prefix } = destination;
    return (batch) => sendS3({ bucket, region, role_arn, externalId: project.id }, prefix, batch);
  }
  if (!sealed) throw new Error('a stream without its secret');
  const secret = await open(sealed);
  const url = endpointOf(destination);
  switch (destination.type) {
    case 'splunk_hec':
      return (batch) => sendSplunk(url, secret, destination.index, batch, post, asking);
    case 'datadog':
      return (batch) => sendDatadog(url, secret, destination.service, batch, post);
    case 'https': {
      const old = former && former.untilMs > now.getTime() ? [await open(former.sealed)] : [];
      return (batch) => sendHttps(url, [secret, ...old], batch, post);
    }
  }
}
