/**
 * The keys that sign the audit log. A key is never taken out of the template: what it signed must be vouched for as long
 * as the archive is locked. One that signs no more is disabled, so that nobody can sign with it again.
 */
import { KeySpec } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { LogKey } from '../deployment.ts';
import type { Tenant } from '../tenant.ts';
import { signingKey } from './keys.ts';

const PURPOSE = 'Signs checkpoints of the audit log';

/** Those that sign: the newest Ed25519 key first, the one before it during a rotation, ML-DSA-44 where it is asked for. */
export function logKeys(scope: Construct, tenant: Tenant): LogKey[] {
  const { generation = 1, overlapSince } = tenant.logKey ?? {};
  const firstThatSigns = overlapSince === undefined ? generation : generation - 1;
  const ed25519: LogKey[] = [];
  for (let number = 1; number <= generation; number++) {
    const signs = number >= firstThatSigns;
    const id = number === 1 ? 'LogKey' : `LogKey${number}`;
    const key = signingKey(scope, id, tenant, PURPOSE, signs ? {} : { enabled: false });
    if (signs) ed25519.unshift({ key, algorithm: 'ED25519_SHA_512' });
  }
  if (!tenant.postQuantum) return ed25519;
  const key = signingKey(scope, 'PostQuantumLogKey', tenant, PURPOSE, { keySpec: KeySpec.ML_DSA_44 });
  return [...ed25519, { key, algorithm: 'ML_DSA_SHAKE_256' }];
}
