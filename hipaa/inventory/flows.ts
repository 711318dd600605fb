/** Which function reads, writes or uses what, read from the policies of the roles: what is not granted does not flow. */
import { find, granted, list, type Templates } from '../template/templates.ts';

export type How = 'reads' | 'writes' | 'uses' | 'sends';

export interface Flow {
  readonly how: How;
  /** Name of a store, or of a place outside. */
  readonly to: string;
}

/** Places outside of the stacks, by what a statement says. */
const OUTSIDE: readonly (readonly [to: string, action: RegExp, resource: RegExp])[] = [
  ['Mail', /^ses:/, /./],
  ['Text messages', /^sns:Publish$/, /^\*$/],
  ["Customer's SIEM", /^sts:AssumeRole$/, /role\/hale-stream-/],
  ['Anchors elsewhere', /^s3:/, /\/hale\/\*$/],
];

const READS = /:(Get|BatchGet|Query|Scan|List|Head|Describe|PartiQLSelect)/;

const howOf = (action: string): How =>
  action.startsWith('kms:') ? 'uses' : action === 'sns:Publish' ? 'sends' : READS.test(action) ? 'reads' : 'writes';

/** `demo-data-Identity2D60E2CC` → `Identity`; names of buckets are in small letters. */
export const nameOf = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

/** What a name or ARN in a policy stands for. */
function places(templates: Templates): Map<string, string> {
  const types = [
    'AWS::DynamoDB::GlobalTable',
    'AWS::S3::Bucket',
    'AWS::KMS::Key',
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
    'AWS::IAM::Role',
  ];
  const found = types.flatMap((type) => find(templates, type));
  return new Map(found.map(({ stack, id }) => [`${stack}-${id}`.toLowerCase(), nameOf(id)]));
}

/** Role's ARN → flows, each once, in a fixed order. */
export function flowsOf(templates: Templates): Map<string, Flow[]> {
  const known = places(templates);
  const placeOf = (action: string, resource: string): string | undefined => {
    const outside = OUTSIDE.find(([, actions, resources]) => actions.test(action) && resources.test(resource));
    if (outside) return outside[0];
    const name = /([\w-]+)(?:\/(?:index|stream|v1|staging|exports).*|\/\*|:\*)?$/.exec(resource)?.[1] ?? '';
    return known.get(name.toLowerCase());
  };
  const flows = new Map<string, Flow[]>();
  for (const { Effect, Action, Resource, role } of granted(templates)) {
    if (Effect === 'Deny') continue;
    const key = `${role.stack}-${role.id}`;
    const own = flows.get(key) ?? [];
    flows.set(key, own);
    for (const action of list(Action)) {
      // The role's own log, and what Lambda asks of a stream before it takes it as a source.
      if (/^logs:|Stream|Shard|GetRecords/.test(action)) continue;
      for (const resource of list(Resource)) {
        const to = placeOf(action, resource);
        // Who removes rows of the log does it as another role, whose policy names the table.
        const flow = to && { how: howOf(action), to: to === 'Cleanup' ? 'Audit' : to };
        if (flow && !own.some((one) => one.how === flow.how && one.to === flow.to)) own.push(flow);
      }
    }
  }
  for (const own of flows.values()) own.sort((a, b) => `${a.to} ${a.how}`.localeCompare(`${b.to} ${b.how}`));
  return flows;
}
