/**
 * What the preset `hipaa` asks for, member by member, with the section that it answers to: how a project is raised to it,
 * and by which members a project or one of its organizations is below it (features.md A58, ADR 0039).
 */
import { effectivePolicy, type Policy } from '../organization/policy.ts';
import type { Settings } from '../project/settings.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** As much of a project as the preset looks at. */
export interface Guarded {
  readonly signUp: 'closed' | 'verified' | 'open';
  readonly policy: Policy;
  readonly settings: Settings;
}

type Value = boolean | number | string;

/** Limits of the seed and of 45 CFR 164.312(a)(2)(iii), whose reading counsel must check; minutes. */
const IDLE_MIN = 15;
const ABSOLUTE_MIN = 1_440;

interface Member {
  /** As `project.updated` names what changed. */
  readonly name: string;
  readonly citation: string;
  /** What is asked for, in words where it is not one value. */
  expected(project: Guarded): string;
  read(project: Guarded): Value;
  meets(value: Value, project: Guarded): boolean;
  raise<P extends Guarded>(project: P): P;
  /** What holds for a session of an organization; absent for what organizations do not choose. */
  effective?(project: Policy, organization: Policy): Value;
}

const withPolicy = <P extends Guarded>(project: P, policy: Partial<Policy>): P => ({
  ...project,
  policy: { ...project.policy, ...policy },
});
const withSettings = <P extends Guarded>(project: P, settings: Partial<Settings>): P => ({
  ...project,
  settings: { ...project.settings, ...settings },
});

const needed = (name: 'require_mfa' | 'require_passkey', unless: (project: Guarded) => boolean): Member => ({
  name: `policy.${name}`,
  citation: '164.312(d)',
  expected: (project) => (unless(project) ? 'any' : 'true'),
  read: ({ policy }) => policy[name],
  meets: (value, project) => value === true || unless(project),
  raise: (project) => (unless(project) ? project : withPolicy(project, { [name]: true })),
  effective: (project, organization) => effectivePolicy(project, organization)[name],
});

/** 0 says nothing, and then an organization may say anything. */
const limited = (
  name: 'session_idle_timeout_min' | 'session_absolute_max_min' | 'refresh_window_min',
  most: number,
): Member => ({
  name: `policy.${name}`,
  citation: '164.312(a)(2)(iii)',
  expected: () => `1 to ${most}`,
  read: ({ policy }) => policy[name],
  meets: (value) => Number(value) > 0 && Number(value) <= most,
  raise: (project) => withPolicy(project, { [name]: Math.min(project.policy[name] || most, most) }),
  effective: (project, organization) => effectivePolicy(project, organization)[name],
});

const setting = <M extends 'passwords' | 'idle_activity' | 'two_person' | 'impersonation_notice'>(
  name: M,
  wanted: Settings[M] & Value,
  citation: string,
  unless: (project: Guarded) => boolean = () => false,
): Member => ({
  name: `settings.${name}`,
  citation,
  expected: (project) => (unless(project) ? 'any' : String(wanted)),
  read: ({ settings }) => settings[name],
  meets: (value, project) => value === wanted || unless(project),
  raise: (project) => (unless(project) ? project : withSettings(project, { [name]: wanted })),
});

/** Whoever says twice that they want passwords (features.md O7) cannot ask everybody for a passkey; for two factors, yes. */
const passwordsWanted = ({ settings }: Guarded): boolean => settings.passwords_under_hipaa;

export const MEMBERS: readonly Member[] = [
  needed('require_mfa', () => false),
  needed('require_passkey', passwordsWanted),
  limited('session_idle_timeout_min', IDLE_MIN),
  limited('session_absolute_max_min', ABSOLUTE_MIN),
  limited('refresh_window_min', ABSOLUTE_MIN),
  setting('passwords', 'off', '164.312(d)', passwordsWanted),
  setting('idle_activity', 'explicit', '164.312(a)(2)(iii)'),
  setting('two_person', true, '164.308(a)(4)(ii)(C)'),
  setting('impersonation_notice', true, '164.312(a)(1)'),
  {
    name: 'sign_up',
    citation: '164.308(a)(4)(ii)(B)',
    expected: () => 'closed or verified',
    read: ({ signUp }) => signUp,
    meets: (value) => value !== 'open',
    raise: (project) => (project.signUp === 'open' ? { ...project, signUp: 'verified' } : project),
  },
];

export interface Below {
  readonly name: string;
  readonly citation: string;
  readonly expected: string;
  readonly found: Value;
}

const below = ({ name, citation, expected }: Member, project: Guarded, found: Value): Below => ({
  name,
  citation,
  expected: expected(project),
  found,
});

/** The members by which the project guards less than the preset asks for, whether it is on or not. */
export const belowPreset = (project: Guarded): Below[] =>
  MEMBERS.filter((member) => !member.meets(member.read(project), project)).map((member) =>
    below(member, project, member.read(project)),
  );

/** The same of what holds in an organization: its own policy joined to the project's. */
export const organizationBelow = (project: Guarded, organization: Policy): Below[] =>
  MEMBERS.flatMap((member) => {
    const found = member.effective?.(project.policy, organization);
    return found === undefined || member.meets(found, project) ? [] : [below(member, project, found)];
  });

/** Whether the project itself asks for all that organizations choose: the strictest value wins, so none can be below. */
export const isFloor = (project: Guarded): boolean =>
  MEMBERS.every(({ effective, meets, read }) => !effective || meets(read(project), project));

/** With the preset on, and nothing that guards less than it asks for. What guards more stays. */
export const raiseToPreset = <P extends Guarded>(project: P): P =>
  MEMBERS.reduce((raised, member) => member.raise(raised), withSettings(project, { preset: 'hipaa' }));

/** Members that a patch names: `policy.require_mfa`, `sign_up`. */
const namesIn = (patch: object): string[] =>
  Object.entries(patch).flatMap(([name, value]) =>
    (name === 'policy' || name === 'settings') && value
      ? Object.keys(value).map((member) => `${name}.${member}`)
      : value === undefined
        ? []
        : [name],
  );

export const turnsPresetOn = (before: Guarded | undefined, after: Guarded): boolean =>
  after.settings.preset === 'hipaa' && before?.settings.preset !== 'hipaa';

/**
 * A change that turns the preset on raises whatever it does not name. What it names and the preset does not allow
 * contradicts it: nothing that somebody wrote down is passed over in silence.
 * @param after with the patch applied. @param before absent for a new project.
 */
export function turnPresetOn<P extends Guarded>(
  before: Guarded | undefined,
  after: P,
  patch: object,
): Result<P, readonly string[]> {
  if (!turnsPresetOn(before, after)) return ok(after);
  const named = namesIn(patch);
  const contradicted = belowPreset(after)
    .map(({ name }) => name)
    .filter((name) => named.includes(name));
  return contradicted.length > 0 ? err(contradicted) : ok(raiseToPreset(after));
}

export interface Difference {
  /** Of the preset, or `settings.preset` itself. */
  readonly member: string;
  readonly before: Value;
  readonly after: Value;
}

/** What changes in a project, one member a line. */
export const projectDifference = (before: Guarded, after: Guarded): Difference[] =>
  [{ name: 'settings.preset', read: ({ settings }: Guarded): Value => settings.preset }, ...MEMBERS]
    .map(({ name, read }) => ({ member: name, before: read(before), after: read(after) }))
    .filter((one) => one.before !== one.after);

/** What changes by it for those who sign in to an organization. */
export const organizationDifference = (before: Guarded, after: Guarded, organization: Policy): Difference[] =>
  MEMBERS.flatMap(({ name, effective }) =>
    effective
      ? [{ member: name, before: effective(before.policy, organization), after: effective(after.policy, organization) }]
      : [],
  ).filter((one) => one.before !== one.after);
