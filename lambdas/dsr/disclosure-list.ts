/**
 * Which events an accounting of disclosures is made of (45 CFR 164.528): what the catalogue says, unless the deployer or
 * the project reads the rule in another way. What it leaves out is in the log all the same.
 */
import { CATALOGUE, type EventType } from '../audit/catalogue.ts';
import { AS_CATALOGUED } from '../shared/access.ts';

export interface DisclosureList {
  /** 0 where the project never said anything; grows with each change. */
  readonly version: number;
  readonly source: 'default' | 'deployment' | 'project';
  readonly actions: readonly EventType[];
  /**
   * Purposes (HL7 PurposeOfUse) of a customer's own events that need not be accounted for, such as TREAT where
   * §164.528(a)(1)(i) is read so.
   */
  readonly exceptPurposes: readonly string[];
}

const isType = (name: string): name is EventType => Object.hasOwn(CATALOGUE, name);
export const EVENT_TYPES = Object.keys(CATALOGUE).filter(isType).sort() as [EventType, ...EventType[]];
export const DEFAULT_ACTIONS: readonly EventType[] = EVENT_TYPES.filter((type) => CATALOGUE[type].disclosure);

/**
 * @param deployed value of AUTHIO_HIPAA_DISCLOSURE_ACTIONS: `default`, or types of events joined by commas.
 * @throws for a type that there is none of: an accounting that leaves out by a typing mistake is worse than none.
 */
export function listOfDeployment(deployed: string): DisclosureList {
  if (deployed === AS_CATALOGUED)
    return { version: 0, source: 'default', actions: DEFAULT_ACTIONS, exceptPurposes: [] };
  const named = deployed.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => !isType(name));
  if (unknown.length > 0) throw new Error(`no events of the log: ${unknown.join(', ')}`);
  return { version: 0, source: 'deployment', actions: sorted(named.filter(isType)), exceptPurposes: [] };
}

const sorted = <T extends string>(list: readonly T[]): T[] => [...new Set(list)].sort();

export const changeList = (
  before: DisclosureList,
  asked: { readonly actions: readonly EventType[]; readonly except_purposes: readonly string[] },
): DisclosureList => ({
  version: before.version + 1,
  source: 'project',
  actions: sorted(asked.actions),
  exceptPurposes: sorted(asked.except_purposes),
});

/** Whether anything that people were told is kept from them afterwards. */
export const tellsLess = (before: DisclosureList, after: DisclosureList): boolean =>
  before.actions.some((action) => !after.actions.includes(action)) ||
  after.exceptPurposes.some((purpose) => !before.exceptPurposes.includes(purpose));

/** What an event or an approval tells of it. */
export const listFacts = ({ actions, exceptPurposes }: DisclosureList) => ({
  actions: [...actions],
  except_purposes: [...exceptPurposes],
});
