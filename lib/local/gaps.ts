// What the emulator lacks or does otherwise than AWS, each with what puts it right or proves it instead.
// Product code never makes up for any of it.

import type { AwsEnvironment } from './emulator.ts';
import { applyObjectLock } from './object-lock.ts';

export interface Gap {
  /** What differs from AWS. */
  readonly lacks: string;
  /** The file that puts it right, or what proves the property in place of the emulator. */
  readonly remedy: string;
  /** Run after every deployment. */
  readonly afterDeploy?: (environment: AwsEnvironment) => Promise<void>;
}

export const GAPS: readonly Gap[] = [
  {
    lacks: 'PartiQL requests are authorized as ExecuteTransaction, which is no action on AWS',
    remedy: 'partiql.py: each statement needs PartiQLInsert, Update, Delete or Select on its own table or index',
  },
  { lacks: 'PartiQL writes leave no stream records', remedy: 'partiql.py' },
  {
    lacks: 'A cancelled PartiQL transaction names one failure, with other codes than AWS, and never the item',
    remedy:
      'partiql.py: a code for each statement, DuplicateItem, ConditionalCheckFailed, and the item where asked for',
  },
  {
    lacks: 'A transaction may read and write, and may touch an item twice',
    remedy: 'partiql.py refuses both',
  },
  { lacks: 'A transaction copies the whole table', remedy: 'partiql.py copies the items that it touches' },
  { lacks: 'list_append in PartiQL', remedy: 'not used' },
  { lacks: 'TransactionConflict never happens', remedy: 'tests against DynamoDB Local and a stubbed client' },
  { lacks: "Policies of buckets and keys do not bind the account's root", remedy: 'root_account.py' },
  { lacks: 'Items that expire leave no stream records', remedy: 'nothing relies on them' },
  { lacks: 'Table resource policies are not evaluated', remedy: 'policy simulation of the templates' },
  { lacks: 'Tables under a customer key ask KMS for nothing', remedy: 'policy simulation of the templates' },
  {
    lacks: 'What a global table says of its replicas: key, recovery, protection from deletion',
    remedy: 'checks of the templates, and hipaa/live/ asks it of a deployment on AWS',
  },
  { lacks: 's3:if-none-match and s3:if-match in policies', remedy: 'conditions.py' },
  { lacks: 'kms:EncryptionContext and the algorithm keys of KMS in policies', remedy: 'conditions.py' },
  { lacks: 'ses:FromAddress in policies', remedy: 'conditions.py' },
  { lacks: 'sts:ExternalId in policies of who assumes a role', remedy: 'conditions.py' },
  {
    lacks: 'Mail and text messages are kept and not sent',
    remedy: 'outbox.ts shows them: hale outbox, and the demo page',
  },
  { lacks: 'Text messages are kept without the time at which they were sent', remedy: 'launcher.py' },
  { lacks: 'No domain can be shown to be ours', remedy: 'launcher.py takes every sender for verified' },
  {
    lacks: "CloudFormation does not apply a bucket's ObjectLockConfiguration",
    remedy: 'object-lock.ts, after the deployment',
    afterDeploy: applyObjectLock,
  },
  { lacks: 'Requests carry a cookie header and no list of cookies (payload 2.0)', remedy: 'launcher.py' },
  { lacks: 'Every answer waits 50 ms for log lines', remedy: 'launcher.py: 5 ms' },
  { lacks: 'A second listener opens on port 443', remedy: 'launcher.py' },
  { lacks: 'Locks of objects are not among what is saved', remedy: 'launcher.py' },
  { lacks: 'State is saved at a proper stop alone', remedy: 'launcher.py saves on SIGUSR1 too' },
  {
    lacks: 'CloudFront cannot reach an API as its origin',
    remedy: 'origin.ts forwards, and adds what CloudFront adds',
  },
];

export async function putRightAfterDeploy(environment: AwsEnvironment): Promise<void> {
  for (const { afterDeploy } of GAPS) await afterDeploy?.(environment);
}
