/** Tells a person once of what will be found again and again. What was told stays in the locked bucket as evidence. */
import { canonical } from '../audit/leaf.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { hasEvidence, keepEvidence } from './archive-store.ts';

const FOLDER = 'once';
const TOLD_MAX = 10_000;
const told = new Set<string>();

/** @param details the same each time it is found. @throws when it could be neither told nor found to be told. */
export async function reportOnce(subject: string, details: Readonly<Record<string, unknown>>): Promise<void> {
  const content = canonical({ subject, ...details });
  if (told.has(content)) return;
  if (!(await hasEvidence(FOLDER, content))) {
    await publishIncident(subject, details);
    await keepEvidence(FOLDER, content);
  }
  if (told.size === TOLD_MAX) told.clear();
  told.add(content);
}
