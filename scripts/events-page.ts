/** The catalogue as a page for people, `docs/events.md`. Pure: the same catalogue gives the same page. */
import * as z from 'zod/mini';
import { CATALOGUE } from '../lambdas/audit/catalogue.ts';
import * as words from '../lambdas/audit/detail-schema.ts';
import { ID_PREFIXES } from '../lambdas/shared/ids.ts';

type Kind = {
  readonly means?: string;
  readonly citations: readonly string[];
  readonly disclosure: boolean;
  readonly actors: readonly string[];
  readonly targets: readonly string[];
  readonly outcomes?: readonly string[];
  readonly sealed?: readonly string[];
  readonly detail: Readonly<Record<string, z.ZodMiniType>>;
};

interface JsonSchema {
  readonly type?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const schemaOf = (schema: z.ZodMiniType): JsonSchema =>
  z.toJSONSchema(schema, { unrepresentable: 'any' }) as JsonSchema;
const asText = (schema: unknown): string => JSON.stringify(schema);

/** What the words of `detail-schema.ts` are called here. */
const WORDS = new Map(
  (
    [
      ['count', words.count],
      ['code', words.code],
      ['term', words.term],
      ['ticket', words.ticket],
      ['URI', words.uri],
      ['AAGUID', words.aaguid],
      ['route', words.route],
      ['name', words.label],
    ] as const
  ).map(([word, schema]) => [asText(withoutHead(schemaOf(schema))), word]),
);

function withoutHead(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema as JsonSchema & { $schema?: string };
  return rest;
}

const PREFIXES = Object.values(ID_PREFIXES);

function wordOf(schema: JsonSchema): string {
  const known = WORDS.get(asText(schema));
  if (known) return known;
  if (schema.enum) return schema.enum.length > 8 ? 'word' : schema.enum.map((one) => `\`${one}\``).join(' or ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(wordOf))].join(' or ');
  const prefix = PREFIXES.find((one) => schema.pattern?.startsWith(`^${one}_`));
  if (prefix) return `\`${prefix}_…\``;
  if (schema.format === 'date-time') return 'time';
  if (schema.type === 'array') return `list of ${wordOf(schema.items ?? {})}`;
  if (schema.type === 'integer') return 'number';
  if (schema.type === 'boolean') return 'yes or no';
  if (schema.type === 'null') return 'none';
  return schema.type ?? 'object';
}

/** Optional members have a question mark. */
function memberOf([name, schema]: readonly [string, z.ZodMiniType]): string {
  const optional = schema.safeParse(undefined).success ? '?' : '';
  return `\`${name}${optional}\` ${wordOf(withoutHead(schemaOf(schema)))}`;
}

function row([type, kind]: readonly [string, Kind]): string {
  const sealed = kind.sealed?.map((member) => `\`${member}\``) ?? [];
  const says = [
    ...Object.entries(kind.detail).map(memberOf),
    ...(sealed.length > 0 ? [`sealed: ${sealed.join(', ')}`] : []),
  ];
  const cells = [
    `\`${type}\`${kind.disclosure ? ' (disclosure)' : ''}`,
    kind.means ?? '',
    kind.actors.join(', '),
    kind.targets.join(', '),
    (kind.outcomes ?? ['success']).join(', '),
    says.join('<br>'),
    kind.citations.join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const HEAD = `| event | means | by | about | outcome | detail | 45 CFR 164. |
| --- | --- | --- | --- | --- | --- | --- |`;

const INTRO = `# What the log says

Each change of anything, each sign-in whether it succeeds or not, each refusal and each reading of the log is an event.
This page is made from \`lambdas/audit/catalogue.ts\`; a test fails where the two differ.

Every event says who acted (\`actor\`), when (\`time\`, milliseconds since 1970, UTC), what (the event's type, \`outcome\`, and
a \`reason\` where it was denied), what it is about (\`target\`), under which session, grant and request, and from which
network address and user agent. Where an address is a person's, it is sealed for that person.

The detail is open to whoever may read the log, for as long as the log is kept, and no person can be told from it but by an
id. What is personal is sealed under a key of the person's own: destroying that key erases it, and every proof still holds.
Members with a question mark may be absent. Whoever acts under a grant (an impersonation, emergency access) is told as the
operator that they are, and the grant is named.

\`code\` is a word of ours, \`term\` a word of another standard, \`name\` what an administrator called a thing.
A deployer is somebody of the AWS account that Hale runs in, named by the ARN of their IAM identity.
`;

const DISCLOSURES = `## Disclosures

An accounting of disclosures (45 CFR 164.528) covers what left the covered entity for other purposes than treatment,
payment, health care operations and the person's own access. No event of Hale's own is one by itself, as it holds
credentials and not records, unless the table marks it so. What the customer's own system appends says for each event
whether it is one.
`;

export function eventsPage(catalogue: Readonly<Record<string, Kind>> = CATALOGUE): string {
  const spaces = Map.groupBy(Object.entries(catalogue), ([type]) => type.split('.')[0] ?? '');
  const tables = [...spaces]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([space, rows]) => `## ${space}\n\n${HEAD}\n${rows.map(row).join('\n')}\n`);
  return [INTRO, DISCLOSURES, ...tables].join('\n');
}
