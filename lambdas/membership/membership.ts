/** A user's place in an organization. */
export interface Membership {
  readonly id: string;
  readonly projectId: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewMembership {
  readonly projectId: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
}

export const createMembership = (input: NewMembership, id: string, now: Date): Membership => ({
  ...input,
  id,
  version: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});

export const changeRole = (membership: Membership, role: string, now: Date): Membership => ({
  ...membership,
  role,
  version: membership.version + 1,
  updatedAt: now.toISOString(),
});
