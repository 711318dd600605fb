/** What each AWS service is given of people's data: the sub-processors of a deployment (features.md A36, O3). */
import { SERVICES } from '../lib/hipaa-eligible.ts';

/** By the name in `lib/hipaa-eligible.ts`. */
export const GIVEN: Readonly<Record<string, string>> = {
  'Amazon API Gateway': 'each request in transit; its access log has ids, times and status, no body',
  'Amazon CloudWatch': 'numbers and alarms, nothing of a person',
  'Amazon CloudWatch Logs': 'one line a request of fields that are allowed by name; no address, no body, no secret',
  'Amazon DynamoDB':
    'all that [data-classification.md](data-classification.md) lists, and the events of 90 days or more',
  'Amazon EventBridge': 'the clocks; it is given no data',
  'AWS Identity and Access Management': 'which function may do what; no data',
  'AWS Key Management Service': 'keys; what it opens and signs passes through it and is not kept',
  'AWS Lambda': 'every request while it is answered',
  'AWS Security Token Service': 'credentials for a customer bucket that takes a stream; no data',
  'Amazon Simple Email Service': 'e-mail address, and a code, link or notice',
  'Amazon Simple Notification Service': 'telephone number and a code or notice; incidents, without names',
  'Amazon Simple Queue Service': 'places in a stream that could not be worked off; no content',
  'Amazon Simple Storage Service':
    'the archive of the log, whose personal parts are sealed for each person; exports for a day',
};

const HOW = {
  eligible: 'on its list of HIPAA-eligible services',
  'no-data': 'not needed: it is given no data',
} as const;

/** The page for people, `vendor-list.md`. Pure. */
export function vendorPage(): string {
  const rows = SERVICES.map(({ name, as }) => `| ${name} | ${GIVEN[name] ?? '?'} | ${HOW[as]} |`);
  return `# Vendors that handle PHI

This page is made from \`lib/hipaa-eligible.ts\` and \`hipaa/vendors.ts\`. A synthesis that asks for a service that is not on
the list fails, so a deployment consists of these and no others. AWS changes what it calls eligible: counsel must hold this
against its [reference](https://aws.amazon.com/compliance/hipaa-hipaa-eligible-reference/), and the operator must have
accepted the AWS Business Associate Addendum (45 CFR 164.308(b), 164.314(a)) before the first \`cdk deploy\`.

| service of AWS | what it is given | AWS addendum |
| --- | --- | --- |
${rows.join('\n')}

No sign-in calls anybody else. These exist only where the operator or the customer sets them up, and each needs an agreement
of its own if it is given PHI:

| vendor | when | what it is given |
| --- | --- | --- |
| the destination of an audit stream (Splunk, Datadog, a bucket, an HTTPS address) | \`POST /v1/audit-streams\` | events; their personal parts only with \`include_personal\` |
| an anchor: a bucket of another account, a C2SP witness | \`anchors\` in the tenant's file | signed tree heads: hashes and sizes, nothing of a person |
| the mailbox of the privacy officer and the alarm contacts | \`privacyOfficer\`, \`alarmContacts\` | incidents by ids, without names |
| mobile carriers, behind SNS | where text messages are on | a telephone number and a code; counsel should look at it |

Every contract is recorded with its expiry (\`POST /v1/compliance/agreements\`, [baa-template.md](baa-template.md)); who handles
PHI now, who will and who did is \`GET /v1/compliance/subprocessors\`. Changes are announced to covered entities before they
happen.
`;
}
