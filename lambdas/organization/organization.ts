/** What an organization is, and how one is made and changed. */
import type { JsonObject } from '../audit/block.ts';
import { INHERIT, type Policy } from './policy.ts';

export interface Organization {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Unique in its project. */
  readonly slug: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly policy: Policy;
  /** Grows with each change of the policy; a session keeps the one that it was checked against. */
  readonly policyVersion: number;
  readonly policyUpdatedAt: string;
  /** When all sessions in it were ended at once, RFC 3339: those from before are over for good. */
  readonly signedOutAt?: string | undefined;
  /** Grows with each change of anything else. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A slug from a name, for clients that send none; `undefined` where the name has nothing to make one of. */
export function slugOf(name: string): string | undefined {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-').slice(0, 63).replace(/-+$/, '') || undefined;
}

export interface NewOrganization {
  readonly name: string;
  readonly slug: string;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export function createOrganization(input: NewOrganization, id: string, projectId: string, now: Date): Organization {
  const time = now.toISOString();
  return {
    id,
    projectId,
    name: input.name,
    slug: input.slug,
    metadata: input.metadata ?? {},
    policy: INHERIT,
    policyVersion: 1,
    policyUpdatedAt: time,
    version: 1,
    createdAt: time,
    updatedAt: time,
  };
}

export type OrganizationPatch = { readonly [M in keyof NewOrganization]?: NewOrganization[M] | undefined };

export const changeOrganization = (organization: Organization, patch: OrganizationPatch, now: Date): Organization => ({
  ...organization,
  name: patch.name ?? organization.name,
  slug: patch.slug ?? organization.slug,
  metadata: patch.metadata ?? organization.metadata,
  version: organization.version + 1,
  updatedAt: now.toISOString(),
});

/** Members that the patch leaves out stay as they are: clients differ in what they send. */
export const changePolicy = (organization: Organization, patch: Partial<Policy>, now: Date): Organization => ({
  ...organization,
  policy: { ...organization.policy, ...patch },
  policyVersion: organization.policyVersion + 1,
  policyUpdatedAt: now.toISOString(),
});

/**
 * What an event keeps of an organization before or after a change. It lies open for as long as the log lasts, so no
 * value of the metadata is in it: a customer may have put a person's name there.
 */
export const factsOf = ({ name, slug }: Organization): JsonObject => ({ name, slug });

type Metadata = Organization['metadata'];

/** The names of the metadata members that differ, sorted. */
export const metadataChanged = (before: Metadata, after: Metadata): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]).sort();
