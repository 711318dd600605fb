/**
 * What a project chooses beside its policy. Whatever weakens it is not allowed alone: the preset refuses, and a second
 * person has to agree (ADR 0021).
 */
import type { JsonObject } from '../audit/block.ts';

export type Environment = 'live' | 'test';

export interface Settings {
  /** `hipaa` asks for what `compliance/preset.ts` lists, and for an agreement that permits it (ADR 0039). */
  readonly preset: 'none' | 'hipaa';
  /** Whether loosening anything takes two people. Always so for a live project, and under the preset. */
  readonly two_person: boolean;
  /** Whether people may sign in with a password. */
  readonly passwords: 'off' | 'on';
  /** Says that passwords are wanted though the preset advises against them (features.md O7). */
  readonly passwords_under_hipaa: boolean;
  /** What puts the idle limit off: a refresh, or only a call that says that a person was there (ADR 0019). */
  readonly idle_activity: 'explicit' | 'refresh';
  /** Calling codes (E.164) that text messages may go to. */
  readonly sms_countries: readonly string[];
  /** How long a recovery waits after its approval, so that the person can still object. */
  readonly recovery_delay_min: number;
  /** Limits that differ from the default ones, by the name of the budget (`abuse/budgets.ts`). */
  readonly budgets: Readonly<Record<string, number>>;
  /** Who is told of what concerns the whole project; empty for nobody. */
  readonly notice_email: string;
  /** Whether a person is told that an operator acted as them. */
  readonly impersonation_notice: boolean;
  /** Whether an operator may act as a person only while that person allows it. */
  readonly impersonation_consent: boolean;
}

const DEFAULTS: Settings = {
  preset: 'none',
  two_person: false,
  passwords: 'off',
  passwords_under_hipaa: false,
  idle_activity: 'explicit',
  sms_countries: ['1'],
  recovery_delay_min: 1_440,
  budgets: {},
  notice_email: '',
  impersonation_notice: true,
  impersonation_consent: false,
};

export type SettingsPatch = { readonly [M in keyof Settings]?: Settings[M] | undefined };

const given = (patch: SettingsPatch): Partial<Settings> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

/** What holds where a project says only `stored`: members that did not exist when it was made have their defaults. */
export const settingsOf = (stored: SettingsPatch | undefined, environment: Environment): Settings => ({
  ...DEFAULTS,
  two_person: environment === 'live' || stored?.preset === 'hipaa',
  ...given(stored ?? {}),
});

export const changeSettings = (settings: Settings, patch: SettingsPatch): Settings => ({
  ...settings,
  ...given(patch),
});

/** Why these settings cannot hold together, or in this environment. */
export function contradictionIn(settings: Settings, environment: Environment): string | undefined {
  if (environment === 'live' && !settings.two_person)
    return 'two_person: a live project cannot be loosened by one person';
  if (settings.preset === 'hipaa' && !settings.two_person)
    return 'two_person: what the preset hipaa asks for cannot be loosened by one person';
  if (settings.preset === 'hipaa' && settings.passwords === 'on' && !settings.passwords_under_hipaa)
    return 'passwords: the preset hipaa refuses them unless passwords_under_hipaa says otherwise';
  return undefined;
}

/** What an event keeps of settings before or after a change. The address in them is a person's: only that there is one. */
export const settingsFacts = ({ notice_email, ...settings }: Settings): JsonObject => ({
  ...settings,
  sms_countries: [...settings.sms_countries],
  budgets: { ...settings.budgets },
  notice_email: notice_email !== '',
});

const more = (before: readonly string[], after: readonly string[]): boolean =>
  after.some((value) => !before.includes(value));

/** What a project without a limit of its own has is not known here, so only a lower one instead of its own is surely no higher. */
const higherBudgets = (before: Settings['budgets'], after: Settings['budgets']): boolean =>
  Object.keys({ ...before, ...after }).some((name) => {
    const [old, now] = [before[name], after[name]];
    return old !== now && !(old !== undefined && now !== undefined && now < old);
  });

/** Whether each member guards less than before. */
const LOOSER: { readonly [M in keyof Settings]: (before: Settings[M], after: Settings[M]) => boolean } = {
  preset: (before, after) => before === 'hipaa' && after === 'none',
  two_person: (before, after) => before && !after,
  passwords: (before, after) => before === 'off' && after === 'on',
  passwords_under_hipaa: (before, after) => !before && after,
  idle_activity: (before, after) => before === 'explicit' && after === 'refresh',
  sms_countries: more,
  recovery_delay_min: (before, after) => after < before,
  budgets: higherBudgets,
  notice_email: (before, after) => before !== '' && after !== before,
  impersonation_notice: (before, after) => before && !after,
  impersonation_consent: (before, after) => before && !after,
};

/** The members that guard less in `after`. */
export function loosenedSettings(before: Settings, after: Settings): (keyof Settings)[] {
  const looser = <M extends keyof Settings>(name: M) => LOOSER[name](before[name], after[name]);
  return (Object.keys(LOOSER) as (keyof Settings)[]).filter(looser);
}
