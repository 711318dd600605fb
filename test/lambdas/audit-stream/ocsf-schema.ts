/**
 * OCSF's own schema (Apache-2.0, vectors/ocsf/), as JSON Schema draft 2020-12: the classes that events of ours become
 * and all objects in them, with no member allowed that it does not name.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface Schemas {
  readonly classes: Readonly<
    Record<string, { readonly properties: { readonly class_uid: { readonly const: number } } }>
  >;
  readonly $defs: Readonly<Record<string, object>>;
}

const { classes, $defs }: Schemas = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors/ocsf/schema-1.5.0.json'), 'utf8'),
);
const ajv = new Ajv2020({ allErrors: true, strict: false });
const validators = new Map(
  Object.values(classes).map((one) => [one.properties.class_uid.const, ajv.compile({ ...one, $defs })]),
);

/** What OCSF's schema has against an event; empty where it is valid. */
export function flawsOf(event: unknown): string[] {
  const validate = validators.get((event as { class_uid?: number }).class_uid ?? -1);
  if (!validate) return ['of no class that is known here'];
  validate(event);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
