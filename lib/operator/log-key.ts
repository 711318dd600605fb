/**
 * `hale log-key rotate` and `hale log-key retire`: the two halves of replacing the key that signs the audit log. They
 * write the tenant's file; a deployment makes it so. Between them both keys sign, so that whoever trusts the old key
 * comes to trust the new one by it (ADR 0028).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTenant, TenantError } from '../tenant.ts';
import { CommandError } from './command-error.ts';
import { onlyTenant, TENANTS } from './stack-outputs.ts';

export interface LogKeyOptions {
  readonly tenant?: string;
  /** Retire although not every log can have been signed by both keys. */
  readonly early?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A log that is idle is signed once a day, by its seal: after two days each has one that both keys signed. */
const OVERLAP_DAYS = 2;

interface LogKeySetting {
  readonly generation: number;
  readonly overlapSince?: string | undefined;
}

function readFile(tenant: string, folder: string) {
  const file = join(folder, `${tenant}.json`);
  if (!existsSync(file)) throw new CommandError(`There is no tenants/${tenant}.json.`, 2);
  const text = readFileSync(file, 'utf8');
  try {
    const logKey: LogKeySetting = parseTenant(tenant, text).logKey ?? { generation: 1 };
    return { file, text, logKey };
  } catch (cause) {
    if (cause instanceof TenantError) throw new CommandError(cause.message, 2);
    throw cause;
  }
}

function write({ file, text }: { file: string; text: string }, logKey: LogKeySetting): void {
  const members: unknown = { ...(JSON.parse(text) as object), logKey };
  writeFileSync(file, `${JSON.stringify(members, undefined, 2)}\n`);
}

/** @param now @param folder of the tenants' files; for tests. */
export async function logKeyRotate(options: LogKeyOptions, now = new Date(), folder = TENANTS): Promise<number> {
  const tenant = options.tenant ?? onlyTenant();
  const found = readFile(tenant, folder);
  const { generation, overlapSince } = found.logKey;
  if (overlapSince) {
    throw new CommandError(`A rotation has been under way since ${overlapSince}: end it with hale log-key retire.`, 2);
  }
  const today = now.toISOString().slice(0, 10);
  write(found, { generation: generation + 1, overlapSince: today });
  console.log(
    [
      `tenants/${tenant}.json: key ${generation + 1} of the log signs from the next deployment on, and key ${generation} beside it.`,
      `1. Deploy: npx cdk deploy '${tenant}/*'`,
      '2. Hand the new verifier keys to whoever keeps the old ones: hale archive pull brings them under keys/.',
      `3. After ${OVERLAP_DAYS} full days: hale log-key retire, and deploy again.`,
    ].join('\n'),
  );
  return 0;
}

/** @param now @param folder of the tenants' files; for tests. */
export async function logKeyRetire(options: LogKeyOptions, now = new Date(), folder = TENANTS): Promise<number> {
  const tenant = options.tenant ?? onlyTenant();
  const found = readFile(tenant, folder);
  const { generation, overlapSince } = found.logKey;
  if (!overlapSince) throw new CommandError('No rotation is under way: begin one with hale log-key rotate.', 2);
  const until = Date.parse(`${overlapSince}T00:00:00Z`) + (OVERLAP_DAYS + 1) * DAY_MS;
  if (now.getTime() < until && !options.early) {
    const day = new Date(until).toISOString().slice(0, 10);
    throw new CommandError(
      `Both keys have signed since ${overlapSince} at most: an idle log may have no seal of both before ${day}. ` +
        'Wait, or give --early where the old key must not sign again, and hand out the new verifier keys by hand.',
    );
  }
  write(found, { generation });
  console.log(
    [
      `tenants/${tenant}.json: from the next deployment on key ${generation} signs alone, and key ${generation - 1} is disabled.`,
      `1. Deploy: npx cdk deploy '${tenant}/*'`,
      'The old key stays in KMS and its verifier key in the archive: what it signed is checked by it as before.',
    ].join('\n'),
  );
  return 0;
}
