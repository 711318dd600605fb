/** What all OCSF events of ours begin with; and the two that are no entry of a log: the checkpoint, and the test. */
import type { JsonObject } from '../audit/block.ts';
import type { Checkpoint } from '../log/checkpoint.ts';
import { CLASSES, type ClassName } from './ocsf-classes.ts';

const OCSF_VERSION = '1.5.0';

export interface LogName {
  /** What the log calls itself in checkpoints. */
  readonly origin: string;
  readonly scope: string;
  readonly projectId: string;
}

const SEVERITIES = ['Unknown', 'Informational', 'Low', 'Medium', 'High'] as const;

/** Without members that are not there: OCSF knows no `null`. */
export const tidy = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== null));

export function envelope(of: ClassName, activity: number, timeMs: number, severity: 1 | 2 | 3 | 4): JsonObject {
  const { uid, category, name, categoryName } = CLASSES[of];
  return {
    activity_id: activity,
    category_name: categoryName,
    category_uid: category,
    class_name: name,
    class_uid: uid,
    severity: SEVERITIES[severity],
    severity_id: severity,
    time: timeMs,
    type_uid: uid * 100 + activity,
  };
}

export const metadata = (log: LogName, members: JsonObject): JsonObject => ({
  log_name: log.origin,
  log_provider: 'Hale',
  product: { name: 'Hale', vendor_name: 'Hale' },
  tenant_uid: log.projectId,
  version: OCSF_VERSION,
  ...members,
});

export interface Signed {
  readonly checkpoint: Checkpoint;
  /** The signed note, verbatim. */
  readonly note: string;
  readonly vkey: string;
}

/** The newest signed checkpoint, which closes each batch: what came before it can be held against it for ever. */
export const checkpointRecord = (log: LogName, { checkpoint, note, vkey }: Signed, nowMs: number): JsonObject => ({
  ...envelope('base_event', 99, nowMs, 1),
  message: `Signed checkpoint of ${log.origin} at ${checkpoint.size} entries`,
  metadata: metadata(log, {
    event_code: 'log.checkpoint',
    sequence: checkpoint.size,
    uid: `${log.origin}@${checkpoint.size}`,
  }),
  unmapped: {
    checkpoint: {
      note,
      origin: checkpoint.origin,
      root: Buffer.from(checkpoint.root).toString('base64'),
      size: checkpoint.size,
      verifier_key: vkey,
    },
  },
});

/** What a person sends to see whether a destination takes it. Nothing of the log is in it. */
export const testRecord = (projectId: string, streamId: string, now: Date): JsonObject => ({
  ...envelope('base_event', 99, now.getTime(), 1),
  message: 'A test of this audit stream by Hale',
  metadata: {
    event_code: 'audit_stream.test',
    log_provider: 'Hale',
    product: { name: 'Hale', vendor_name: 'Hale' },
    tenant_uid: projectId,
    uid: `${streamId}/test/${now.getTime()}`,
    version: OCSF_VERSION,
  },
  unmapped: { test: true, stream_id: streamId },
});
