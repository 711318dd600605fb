/** What a grant consists of, and the two statements that all grants are made with. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

export interface Grant {
  readonly value: string;
  readonly statements: PolicyStatement[];
}

export type Conditions = Record<string, Record<string, string | string[]>>;

export const allow = (resources: string[], actions: string[], conditions?: Conditions): PolicyStatement =>
  new PolicyStatement({ resources, actions, conditions });

/** Use of the data key by a service on the function's behalf; no direct call has `kms:ViaService`. */
export const through = (service: string, key: IKey, ...actions: string[]): PolicyStatement =>
  allow([key.keyArn], actions, { StringEquals: { 'kms:ViaService': `${service}.${key.env.region}.amazonaws.com` } });
