/** What a project guards from its first moment on: what was asked for and, with the preset, whatever that asks for. */
import { type Guarded, turnPresetOn } from '../compliance/preset.ts';
import { INHERIT, type Policy } from '../organization/policy.ts';
import { contradictionIn, type Environment, type SettingsPatch, settingsOf } from './settings.ts';

interface Asked {
  readonly environment: Environment;
  readonly sign_up: Guarded['signUp'];
  readonly policy?: Policy | undefined;
  readonly settings?: SettingsPatch | undefined;
}

/** A whole policy says nothing by a member that inherits. */
const saidIn = (policy: Policy = INHERIT) =>
  Object.fromEntries(
    Object.entries(policy).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(INHERIT[name as keyof Policy]),
    ),
  );

/** @returns the members by which it is below the preset, where it says so itself. */
export function guardedAtStart({ policy, settings = {}, sign_up: signUp, environment }: Asked) {
  const asked: Guarded = { signUp, policy: policy ?? INHERIT, settings: settingsOf(settings, environment) };
  return turnPresetOn(undefined, asked, { sign_up: signUp, policy: saidIn(policy), settings });
}

/** Why no project can begin so; the message begins with the member. */
export function contradictionAtStart(asked: Asked): string | undefined {
  const settings = contradictionIn(settingsOf(asked.settings, asked.environment), asked.environment);
  if (settings !== undefined) return settings;
  const guarded = guardedAtStart(asked);
  return guarded.ok ? undefined : `${guarded.error.join(', ')}: less than the preset hipaa asks for`;
}
