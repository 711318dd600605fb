/** What the stacks of one tenant hand on to each other. */
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { AS_CATALOGUED } from '../lambdas/shared/access.ts';
import type { Tenant } from './tenant.ts';

export interface Deployment {
  readonly tenant: Tenant;
  /** Folder of the built functions: `<id>/index.mjs`. */
  readonly bundles: string;
  /** Folder of the files that tell of networks, where the tenant names some. */
  readonly riskData?: string | undefined;
}

/** A key that signs checkpoints of the audit log. */
export interface LogKey {
  readonly key: IKey;
  readonly algorithm: 'ED25519_SHA_512' | 'ML_DSA_SHAKE_256';
}

/** What the Data stack holds for ever. */
export interface Data {
  readonly identity: ITableV2;
  readonly ephemeral: ITableV2;
  readonly audit: ITableV2;
  readonly lanes: ITableV2;
  readonly control: ITableV2;
  readonly search: ITableV2;
  readonly dataKey: IKey;
  readonly hmacKey: IKey;
  /** The ring of keys that sign tokens; a row says which of them does (`lambdas/signing-key/`). */
  readonly tokenKeys: readonly IKey[];
  /** Signs what people outside are handed: bundles, accountings, posture. */
  readonly statementKey: IKey;
  /** Those that sign checkpoints, the newest Ed25519 key first. */
  readonly logKeys: readonly LogKey[];
  readonly archive: IBucket;
  readonly live: IBucket;
  /** Alone may remove audit rows. Absent where the tenant has not turned the clean-up on: then no function may have it. */
  readonly cleanup?: IRole | undefined;
}

/** All that a function may be granted. */
export interface Resources extends Data {
  /** Where the directory's checkpoints are kept outside the account. */
  readonly anchors: NonNullable<Tenant['anchors']>;
  readonly incidents: ITopic;
  /** How many days archived rows stay in the table. */
  readonly hotRetentionDays: number;
  /** Types of events that are disclosures, joined by commas; `default` where the tenant names none. */
  readonly disclosureActions: string;
  /** Address that mail is sent from; `unset` where the tenant names none, and then no mail is sent. */
  readonly mailFrom: string;
  /** Number that text messages are sent from, E.164; `sns` where the tenant names none, and then SNS chooses one. */
  readonly smsSender: string;
}

export const resourcesOf = ({ tenant }: Deployment, data: Data, incidents: ITopic): Resources => ({
  ...data,
  incidents,
  hotRetentionDays: tenant.hotRetentionDays,
  anchors: tenant.anchors ?? {},
  disclosureActions: tenant.disclosureActions?.join(',') ?? AS_CATALOGUED,
  mailFrom: tenant.mailFrom ?? 'unset',
  smsSender: tenant.smsOriginationNumber ?? 'sns',
});
