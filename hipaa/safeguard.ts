/** What a row of the control matrix is: an item of the Security Rule, how Hale meets it, and what proves that. */
import type { LiveCheckId } from './live-checks.ts';
import type { TemplateCheckId } from './template-checks.ts';

/** 45 CFR 164.306(d): a standard, or an implementation specification that is required or addressable. */
export type Kind = 'standard' | 'required' | 'addressable';

/**
 * What is said of a row. PASS: Hale does it and the proofs show it. PARTIAL: Hale does its part, and the reason says what
 * is left to people. N/A: it is not Hale's to do, and the reason says whose it is.
 */
export type Claim = 'PASS' | 'PARTIAL' | 'N/A';

export interface Safeguard {
  /** Section and paragraph, such as `164.312(a)(2)(i)`; with a word behind it where the paragraph asks several things. */
  readonly citation: string;
  readonly title: string;
  readonly kind: Kind;
  /** What the rule asks for, in our own words. */
  readonly asks: string;
  readonly claim: Claim;
  /** How Hale meets it. */
  readonly met?: string;
  /** Why it is PARTIAL or N/A, in one line. */
  readonly because?: string;
  /** Test file → names of tests, as they stand in the source. A name with a placeholder stands for all that it makes. */
  readonly tests?: Readonly<Record<string, readonly string[]>>;
  /** Checks over the synthesized template. */
  readonly template?: readonly TemplateCheckId[];
  /** Checks over a deployment that runs. */
  readonly live?: readonly LiveCheckId[];
  /** Pages of `hipaa/` and `docs/` that say more, relative to the root. They prove nothing by themselves. */
  readonly documents?: readonly string[];
}

export interface Section {
  /** Such as `164.312`. */
  readonly number: string;
  readonly name: string;
  readonly rows: readonly Safeguard[];
}
