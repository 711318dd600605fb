/** Reads the function's environment. A missing variable stops the function: it fails closed (security.md, row 35). */
import { ACCESS, type Access, SETTINGS, type Variable } from './access.ts';

export function variable(name: Variable): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** Called once at the start of each function, so that a missing variable shows before the first request. */
export function requireVariables(access: readonly Access[]): void {
  for (const name of [...SETTINGS, ...access.map((one) => ACCESS[one])]) variable(name);
}
