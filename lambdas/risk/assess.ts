/** Assesses a sign-in: what is unusual about it for this person, and what the project's risk policy makes of that. */
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Account } from '../session/account-store.ts';
import type { Proof } from '../session/gate.ts';
import type { Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import { newId } from '../shared/ids.ts';
import { blockOf, parseAddress } from './address.ts';
import { type DeviceSignals, deviceOf } from './agent.ts';
import { locate } from './geo.ts';
import { type Arrival, type Habits, learn, noteAttempt } from './habits.ts';
import { keepHabits, openHabits } from './habits-store.ts';
import { type Assessment, assessFacts } from './risk.ts';
import { networkList } from './risk-data.ts';
import { DEFAULT_RISK_POLICY } from './risk-policy.ts';

/** What the way of signing in knows beside the request. */
export interface Hints {
  /** `device_signals` of the body. */
  readonly deviceSignals?: DeviceSignals | undefined;
  /** How often somebody tried to be this person in the last minutes, where a budget counted it. */
  readonly attempts?: number | undefined;
  /** Whether the password that was used is on a list of breached ones. */
  readonly password?: 'breached' | 'not_breached' | undefined;
}

/** What becomes true of the person's habits. It may be left out: nothing else depends on it. */
export interface Habitual {
  /** With the session. */
  readonly learned: () => readonly Change<'conflict'>[];
  /** With a refusal, or with a challenge. */
  readonly noted: () => readonly Change<'conflict'>[];
}

export interface Assessed extends Habitual {
  readonly assessment: Assessment;
}

function arrivalOf({ request, now }: Request, proof: Proof, hints: Hints): Arrival {
  const { ip, userAgent } = request;
  const address = parseAddress(ip);
  const listed = (name: Parameters<typeof networkList>[0]) => address && networkList(name)?.contains(address);
  const password = proof.factors.includes('password') ? hints.password : 'none';
  return {
    ...locate(ip),
    atMs: now.getTime(),
    device: deviceOf(userAgent, hints.deviceSignals),
    agent: userAgent,
    block: address && blockOf(address),
    torExit: listed('tor_exits'),
    dataCentre: listed('data_centres'),
    knownBad: listed('known_bad'),
    attempts: hints.attempts,
    password,
  };
}

const nothing = () => [];

interface Known extends Habitual {
  readonly arrival: Arrival;
  readonly habits: Habits | undefined;
}

/** Nothing is read: the habits came with the account. Who has no key any more has no habits either. */
async function look(request: Request, { user, wrappedKey, rows }: Account, proof: Proof, hints: Hints): Promise<Known> {
  const arrival = arrivalOf(request, proof, hints);
  if (!wrappedKey) return { arrival, habits: undefined, learned: nothing, noted: nothing };
  const key = unwrapSubjectKey(wrappedKey, await getDataKey(request.project), user.id);
  const habits = openHabits(rows, user.id, key);
  const keep = (next: Habits | undefined) => (next ? [keepHabits(rows, user.id, next, key)] : []);
  return {
    arrival,
    habits,
    learned: () => keep(learn(habits, arrival)),
    noted: () => keep(habits && noteAttempt(habits, arrival)),
  };
}

export async function assess(request: Request, account: Account, proof: Proof, hints: Hints = {}): Promise<Assessed> {
  const { arrival, habits, learned, noted } = await look(request, account, proof, hints);
  const policy = request.project.riskPolicy ?? DEFAULT_RISK_POLICY;
  const facts = { arrival, habits, offHours: policy.off_hours ?? undefined };
  const assessment = assessFacts(newId('decision', request.now), facts, policy, proof);
  return { assessment, learned, noted };
}

/** For a sign-in that was assessed before: from what and where it came is usual from now on. */
export async function remember(request: Request, account: Account, proof: Proof, hints: Hints = {}): Promise<Habitual> {
  const { learned } = await look(request, account, proof, hints);
  return { learned, noted: nothing };
}
