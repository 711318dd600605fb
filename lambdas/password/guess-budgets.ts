/** What a guess at a password costs before it reaches the key derivation (security.md, row 3). */
import type { Wanted } from '../abuse/spend.ts';
import type { Project } from '../project/project.ts';

/** @param emailHash of the address that was typed, whether somebody has it or not. */
export const guessBudgets = (emailHash: string, { id }: Pick<Project, 'id'>): Wanted[] => [
  { budget: 'password_account', whose: emailHash },
  { budget: 'password_project', whose: id },
];
