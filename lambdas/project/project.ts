/** What a project is: the unit that holds users, organizations and keys, and that no request crosses. */
import type { JsonObject } from '../audit/block.ts';
import { isLooseningForAny } from '../organization/loosening.ts';
import type { Policy } from '../organization/policy.ts';
import type { RiskPolicy } from '../risk/risk-policy.ts';
import {
  changeSettings,
  type Environment,
  loosenedSettings,
  type Settings,
  type SettingsPatch,
  settingsFacts,
} from './settings.ts';

/**
 * How strangers become users, the strictest first: not at all, by a code in their mailbox, or by a passkey and whatever
 * address they name. The last tells whether an address is taken (security.md, row 1).
 */
export const SIGN_UPS = ['closed', 'verified', 'open'] as const;
export type SignUp = (typeof SIGN_UPS)[number];

export interface Project {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly environment: Environment;
  /** WebAuthn relying party id: a domain, without scheme or port. */
  readonly relyingPartyId: string;
  readonly relyingPartyName: string;
  /** Exact web origins at which passkeys are accepted and that CORS allows. */
  readonly origins: readonly string[];
  /** Whether strangers may register themselves. */
  readonly signUp: SignUp;
  /** Defaults for every organization; the strictest non-zero value wins. */
  readonly policy: Policy;
  readonly settings: Settings;
  /** Absent where the default one holds. */
  readonly riskPolicy?: RiskPolicy | undefined;
  /** When all sessions of it were ended at once, RFC 3339: those from before are over for good. */
  readonly signedOutAt?: string | undefined;
  /** Grows with each change. */
  readonly version: number;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly wrappedKey: Uint8Array;
}

/** Members that are left out stay. */
export interface ProjectPatch {
  readonly name?: string | undefined;
  readonly sign_up?: Project['signUp'] | undefined;
  readonly policy?: { readonly [M in keyof Policy]?: Policy[M] | undefined } | undefined;
  readonly settings?: SettingsPatch | undefined;
}

const given = <T extends object>(patch: T | undefined): T =>
  Object.fromEntries(Object.entries(patch ?? {}).filter(([, value]) => value !== undefined)) as T;

export const changeProject = (project: Project, patch: ProjectPatch): Project => ({
  ...project,
  name: patch.name ?? project.name,
  signUp: patch.sign_up ?? project.signUp,
  policy: { ...project.policy, ...(given(patch.policy) as Partial<Policy>) },
  settings: changeSettings(project.settings, patch.settings ?? {}),
  version: project.version + 1,
});

export const isLooseningProject = (before: Project, after: Project): boolean =>
  SIGN_UPS.indexOf(after.signUp) > SIGN_UPS.indexOf(before.signUp) ||
  isLooseningForAny(before.policy, after.policy) ||
  loosenedSettings(before.settings, after.settings).length > 0;

/** The members that a patch may change, as a patch. */
export const changeable = ({ name, signUp, policy, settings }: Project): JsonObject => ({
  name,
  sign_up: signUp,
  policy: { ...policy },
  settings: { ...settings },
});

const facts = (project: Project): JsonObject => ({
  ...changeable(project),
  settings: settingsFacts(project.settings),
});

const namesOf = (before: JsonObject, after: JsonObject): string[] =>
  Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

const only = (all: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, all[name]]));

/** The members that differ, as patches that go forth and back. */
export function patchesOf(before: Project, after: Project): { before: JsonObject; after: JsonObject } {
  const [old, now] = [changeable(before), changeable(after)];
  const changed = namesOf(old, now);
  return { before: only(old, changed), after: only(now, changed) };
}

/** What an event keeps of a change: the members that differ, and their names one by one. */
export function differenceOf(before: Project, after: Project) {
  const changed = namesOf(changeable(before), changeable(after));
  const within = (name: 'policy' | 'settings') =>
    namesOf({ ...before[name] }, { ...after[name] }).map((member) => `${name}.${member}`);
  const names = changed.flatMap((name) => (name === 'policy' || name === 'settings' ? within(name) : [name]));
  return { changed: names.sort(), before: only(facts(before), changed), after: only(facts(after), changed) };
}
