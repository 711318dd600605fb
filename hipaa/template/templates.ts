/** The synthesized templates of some tenants, and the questions that checks ask of them. */
import type { Tenant } from '../../lib/tenant.ts';
import type { Finding } from '../check.ts';
import { type Found, find, type Json, type Synthesis } from './synthesis.ts';

export interface Templates extends Pick<Synthesis, 'stacks'> {
  readonly tenants: readonly Tenant[];
}

export interface TemplateCheck {
  /** What is true where it passes, as a sentence without its end. */
  readonly says: string;
  readonly look: (templates: Templates) => Finding;
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: Json;
  readonly Condition?: Record<string, Record<string, Json>>;
}

export const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

export const labelOf = ({ stack, id }: Pick<Found, 'stack' | 'id'>): string => `${stack}/${id}`;

/** @param document a policy, as a template holds it. */
export const statementsOf = (document: Json | undefined): readonly Statement[] =>
  ((document as { Statement?: Statement[] } | undefined)?.Statement ?? []) as readonly Statement[];

export interface Granted extends Statement {
  readonly role: Found;
}

/** Every statement of every role's own policies. */
export const granted = (templates: Templates): Granted[] =>
  find(templates, 'AWS::IAM::Role').flatMap((role) =>
    ((role.Properties.Policies ?? []) as unknown as { PolicyDocument: Json }[]).flatMap(({ PolicyDocument }) =>
      statementsOf(PolicyDocument).map((statement) => ({ ...statement, role })),
    ),
  );

/** Resources of a type whose logical id begins so. */
export const named = (templates: Templates, type: string, name: string): Found[] =>
  find(templates, type).filter(({ id }) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id));

/** The tenant that a stack is of. */
export function tenantOf({ tenants }: Templates, { stack }: Pick<Found, 'stack'>): Tenant {
  const tenant = tenants.find(({ name }) => stack.startsWith(`${name}-`));
  if (!tenant) throw new Error(`${stack} is the stack of no tenant`);
  return tenant;
}

export { find };
