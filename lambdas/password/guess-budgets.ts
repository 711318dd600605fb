/** What it takes to reach the key derivation (security.md, row 3). */
import type { Wanted } from '../abuse/spend.ts';
import type { Project } from '../project/project.ts';

/** @param emailHash of the address that was typed, whether somebody has it or not. A right guess is given back. */
export const guessesAt = (emailHash: string): Wanted => ({ budget: 'password_account', whose: emailHash });

/** What many addresses may ask for at many accounts. */
export const derivationsOf = ({ id }: Pick<Project, 'id'>): Wanted => ({ budget: 'password_project', whose: id });
