/** §164.312(a)(2)(iv): the keys that run are those that the template asks for, enabled, and held by KMS. */
import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { each } from '../check.ts';
import { liveCheck, output } from '../deployment/live.ts';

export interface KeyFacts {
  readonly use: string;
  readonly spec: string | undefined;
  readonly state: string | undefined;
  readonly origin: string | undefined;
  /** Of symmetric keys. */
  readonly rotates?: boolean | undefined;
}

const SPECS: Readonly<Record<string, readonly string[]>> = {
  DataKeyId: ['SYMMETRIC_DEFAULT'],
  HmacKeyId: ['HMAC_256'],
  TokenKeyIds: ['ECC_NIST_EDWARDS25519'],
  LogKeyIds: ['ECC_NIST_EDWARDS25519', 'ML_DSA_44'],
};

export const keysDeployed = liveCheck({
  says: 'the keys are enabled, of the declared kinds, made by KMS and never outside it; the data key rotates each year',
  read: (live) =>
    Promise.all(
      Object.keys(SPECS).flatMap((use) =>
        output(live, use)
          .split(',')
          .map(async (KeyId): Promise<KeyFacts> => {
            const { kms } = live.clients;
            const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
            const facts = {
              use,
              spec: KeyMetadata?.KeySpec,
              state: KeyMetadata?.KeyState,
              origin: KeyMetadata?.Origin,
            };
            if (use !== 'DataKeyId') return facts;
            const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
            return { ...facts, rotates: KeyRotationEnabled };
          }),
      ),
    ),
  judge: (keys) =>
    each(keys, ({ use, spec, state, origin, rotates }) => [
      !SPECS[use]?.includes(spec ?? '') && `the key ${use} is a ${spec}`,
      state !== 'Enabled' && `the key ${use} is ${state}`,
      origin !== 'AWS_KMS' && `the key ${use} was made by ${origin}`,
      use === 'DataKeyId' && rotates !== true && 'the data key does not rotate',
    ]),
});
