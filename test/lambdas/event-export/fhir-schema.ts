/**
 * FHIR R4's own definitions of AuditEvent (vectors/fhir-r4/): its JSON schema, which allows no member that it does not
 * name; what its StructureDefinition asks for beyond that; and the codes that it binds members to.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

interface Element {
  readonly path: string;
  readonly min: number;
}
interface Terms {
  readonly version: string;
  readonly elements: readonly Element[];
  readonly systems: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dicomOf: Readonly<Record<string, readonly string[]>>;
}

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'vectors/fhir-r4', `audit-event.${name}.json`), 'utf8'));
const { $schema: _draft6, ...schema } = read('schema');
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
const { version, elements, systems, dicomOf }: Terms = read('terms');

export { dicomOf, version };

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A member that may be of several types bears the name of its type. */
const has = (node: Node, name: string): boolean =>
  name.endsWith('[x]') ? Object.keys(node).some((key) => key.startsWith(name.slice(0, -3))) : node[name] !== undefined;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Members that must be there and are not, below every parent that is. */
function missing(node: Node, path: string): string[] {
  const own = elements.filter(({ path: at }) => at.startsWith(`${path}.`) && !at.slice(path.length + 1).includes('.'));
  return own.flatMap(({ path: at, min }) => {
    const name = at.slice(path.length + 1);
    const absent = min > 0 && !has(node, name) ? [`${at} is missing`] : [];
    return [...absent, ...listOf(node[name]).flatMap((child) => (isNode(child) ? missing(child, at) : []))];
  });
}

/** Codings of a system that the definitions hold, whose code or display is not one of it. */
function foreign(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => foreign(one, `${at}/${index}`));
  if (!isNode(value)) return [];
  const codes = typeof value.system === 'string' && 'code' in value ? systems[value.system] : undefined;
  const display = codes?.[String(value.code)];
  const wrong = codes && (display === undefined || (value.display !== undefined && value.display !== display));
  return [
    ...(wrong ? [`${at}: ${value.code} ${value.display} is not of ${value.system}`] : []),
    ...Object.entries(value).flatMap(([name, inner]) => foreign(inner, `${at}/${name}`)),
  ];
}

/** What FHIR has against a resource; empty where it is valid. */
export function flawsOf(resource: unknown): string[] {
  validate(resource);
  const shape = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...shape, ...(isNode(resource) ? missing(resource, 'AuditEvent') : ['no object']), ...foreign(resource)];
}
