/** What a check over a template or a deployment is: it looks at things, and names those that are not as they should be. */

export interface Finding {
  /** How many things it looked at. A check that finds nothing to look at proves nothing, and fails. */
  readonly looked: number;
  /** One line for each thing that is wrong. */
  readonly wrong: readonly string[];
}

export const passes = ({ looked, wrong }: Finding): boolean => looked > 0 && wrong.length === 0;

/** Looks at each thing alike. @param judge gives a line for each fault, and nothing where all is well. */
export function each<T>(things: readonly T[], judge: (thing: T) => readonly (string | false)[]): Finding {
  return { looked: things.length, wrong: things.flatMap((thing) => judge(thing).filter((line) => line !== false)) };
}

/** Several findings as one. A part that looked at nothing is a fault of the whole. */
export function all(...findings: readonly Finding[]): Finding {
  const empty = findings.some(({ looked }) => looked === 0);
  return {
    looked: empty ? 0 : findings.reduce((sum, { looked }) => sum + looked, 0),
    wrong: findings.flatMap(({ wrong }) => wrong),
  };
}
