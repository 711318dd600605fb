/** Every check over the synthesized template, by the name that rows of the matrix cite: one file each in `checks/`. */
import { apiGuarded } from './checks/api-guarded.ts';
import { archiveLocked } from './checks/archive-locked.ts';
import { archiveWriteOnce } from './checks/archive-write-once.ts';
import { bucketsEncrypted } from './checks/buckets-encrypted.ts';
import { bucketsShut } from './checks/buckets-shut.ts';
import { changesSeen } from './checks/changes-seen.ts';
import { cleanUpGuarded } from './checks/clean-up-guarded.ts';
import { doors } from './checks/doors.ts';
import { everyClockWatched } from './checks/every-clock-watched.ts';
import { hipaaEligible } from './checks/hipaa-eligible.ts';
import { keysGuarded } from './checks/keys-guarded.ts';
import { leastPrivilege } from './checks/least-privilege.ts';
import { logInsertOnly } from './checks/log-insert-only.ts';
import { logsKept } from './checks/logs-kept.ts';
import { messagesEncrypted } from './checks/messages-encrypted.ts';
import { noSecretsInSettings } from './checks/no-secrets-in-settings.ts';
import { peopleTold } from './checks/people-told.ts';
import { tablesEncrypted } from './checks/tables-encrypted.ts';
import { tablesRecoverable } from './checks/tables-recoverable.ts';
import { tenantsApart } from './checks/tenants-apart.ts';
import { transportEncrypted } from './checks/transport-encrypted.ts';
import type { TemplateCheck } from './template/templates.ts';

export const TEMPLATE_CHECKS = {
  'api-guarded': apiGuarded,
  'archive-locked': archiveLocked,
  'archive-write-once': archiveWriteOnce,
  'buckets-encrypted': bucketsEncrypted,
  'buckets-shut': bucketsShut,
  'changes-seen': changesSeen,
  'clean-up-guarded': cleanUpGuarded,
  doors,
  'hipaa-eligible': hipaaEligible,
  'every-clock-watched': everyClockWatched,
  'keys-guarded': keysGuarded,
  'least-privilege': leastPrivilege,
  'log-insert-only': logInsertOnly,
  'logs-kept': logsKept,
  'messages-encrypted': messagesEncrypted,
  'no-secrets-in-settings': noSecretsInSettings,
  'people-told': peopleTold,
  'tables-encrypted': tablesEncrypted,
  'tables-recoverable': tablesRecoverable,
  'tenants-apart': tenantsApart,
  'transport-encrypted': transportEncrypted,
} as const satisfies Record<string, TemplateCheck>;

export type TemplateCheckId = keyof typeof TEMPLATE_CHECKS;
