/**
 * Who does what (features.md A32): the software, the cloud under it, whoever deploys it, whose patients they are. A duty
 * that nobody of the four has is a duty that nobody does, so a test asks for one in each row.
 */
export const PARTIES = {
  hale: 'the software in this repository, as deployed',
  aws: 'Amazon Web Services, under its own Business Associate Addendum',
  operator: 'whoever runs `cdk deploy`: a business associate, or the covered entity itself',
  entity: 'the covered entity: whose patients they are, and who may tell them',
} as const;
export type Party = keyof typeof PARTIES;
export const PARTY_NAMES = Object.keys(PARTIES) as readonly Party[];

export interface Duty {
  /** Of 45 CFR, after `164.`. */
  readonly citation: string;
  readonly duty: string;
  readonly by: { readonly [P in Party]?: string };
  /** Page of this folder that tells more. */
  readonly page?: string;
}

export const DUTIES: readonly Duty[] = [
  {
    citation: '308(a)(1)(ii)(A)',
    duty: 'risk analysis',
    by: {
      hale: 'threats to itself, with tests',
      operator: 'the deployment and whoever reaches it',
      entity: 'the whole system',
    },
    page: 'risk-analysis-starter.md',
  },
  {
    citation: '308(a)(1)(ii)(D)',
    duty: 'review of records of activity',
    by: { hale: 'log, search, exports, streams, alarms', operator: 'looks at them, on a schedule' },
    page: 'audit-immutability.md',
  },
  {
    citation: '308(a)(2)',
    duty: 'a security official is named',
    by: { hale: 'a contact that incidents go to, tested', operator: 'names them', entity: 'names theirs' },
    page: 'workforce-templates.md',
  },
  {
    citation: '308(a)(3)',
    duty: 'workforce: clearance, authorization, termination',
    by: { hale: 'disables at once everywhere', operator: 'says who may, and who left', entity: 'the same of its own' },
    page: 'workforce-templates.md',
  },
  {
    citation: '308(a)(4)(ii)(C)',
    duty: 'access is established, reviewed, modified',
    by: {
      hale: 'roles, two people for what loosens, access reviews',
      operator: 'decides',
      entity: 'decides for its members',
    },
    page: 'workforce-templates.md',
  },
  {
    citation: '308(a)(5)',
    duty: 'training',
    by: { operator: 'trains', entity: 'trains' },
    page: 'workforce-templates.md',
  },
  {
    citation: '308(a)(6)',
    duty: 'security incidents: response and reporting',
    by: { hale: 'finds, alarms, keeps evidence', operator: 'responds and documents', entity: 'is told, and documents' },
    page: 'incident-response.md',
  },
  {
    citation: '308(a)(7)',
    duty: 'contingency: backup, recovery, emergency mode',
    by: { hale: 'recovery to any second, break-glass', aws: 'durability', operator: 'restores, rehearses' },
    page: 'contingency-and-restore.md',
  },
  {
    citation: '308(a)(8)',
    duty: 'evaluation',
    by: { hale: 'the control matrix, at each build', operator: 'reads it, and what is PARTIAL' },
    page: 'control-mapping.md',
  },
  {
    citation: '308(b)',
    duty: 'contracts with business associates',
    by: {
      hale: 'a register of them, with expiry',
      aws: 'offers its addendum',
      operator: 'signs with AWS and with the entity',
      entity: 'signs with the operator',
    },
    page: 'baa-template.md',
  },
  {
    citation: '310(a)(1)',
    duty: 'facilities and their locks',
    by: { aws: 'data centres', operator: 'offices and laptops' },
    page: 'vendor-list.md',
  },
  {
    citation: '310(d)(1)',
    duty: 'media: disposal and re-use',
    by: { hale: 'keys that can be destroyed', aws: 'disks', operator: 'copies that people took' },
    page: 'retention.md',
  },
  {
    citation: '312(a)',
    duty: 'access control: unique ids, emergency access, logoff, encryption',
    by: { hale: 'all of it', operator: 'turns the preset on, enrols the emergency operators' },
    page: 'break-glass-runbook.md',
  },
  {
    citation: '312(b)',
    duty: 'audit controls',
    by: { hale: 'every change and refusal, under proofs', operator: 'keeps the keys of the log outside the account' },
    page: 'audit-immutability.md',
  },
  {
    citation: '312(c)',
    duty: 'integrity',
    by: { hale: 'chained events, tamper alarms', operator: 'answers the alarms' },
    page: 'audit-immutability.md',
  },
  {
    citation: '312(d)',
    duty: 'person or entity authentication',
    by: { hale: 'passkeys, second factors, policies', entity: 'proves who its people are before they enrol' },
  },
  {
    citation: '312(e)',
    duty: 'transmission security',
    by: { hale: 'TLS alone, signed requests', aws: 'the network', operator: 'domain and certificates' },
  },
  {
    citation: '316(b)(2)(i)',
    duty: 'documents are kept for six years',
    by: { hale: 'log and archive, seven', operator: 'its own policies and decisions' },
    page: 'retention.md',
  },
  {
    citation: '404 to 408',
    duty: 'notices to people, HHS and media after a breach',
    by: {
      hale: 'drafts with facts and evidence',
      operator: 'tells the entity (164.410)',
      entity: 'decides, and tells',
    },
    page: 'breach-runbook.md',
  },
  {
    citation: '524, 526, 528',
    duty: 'access, amendment, accounting of disclosures',
    by: { hale: 'the part that it keeps', operator: 'handles and answers in time', entity: 'takes the request in' },
    page: 'dsr-handling.md',
  },
  {
    citation: '502(b)',
    duty: 'minimum necessary',
    by: {
      hale: 'takes no clinical data, seals what is personal',
      operator: 'scopes of keys and roles',
      entity: 'what it sends',
    },
    page: 'phi-handling.md',
  },
];

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The page for people, `shared-responsibility.md`. Pure. */
export function responsibilityPage(duties: readonly Duty[] = DUTIES): string {
  const columns = ['45 CFR 164.', 'duty', ...PARTY_NAMES, 'more'];
  const rows = duties.map(({ citation, duty, by, page }) =>
    row(citation, duty, ...PARTY_NAMES.map((party) => by[party] ?? ''), page ? `[${page}](${page})` : ''),
  );
  return `# Shared responsibility

Who does what. This page is made from \`hipaa/responsibilities.ts\`; a test fails where the two differ, and where nobody has a
duty. It shows what was built and what is left to people. It is no contract: the agreement between operator and covered
entity is, and counsel must check the citations.

${PARTY_NAMES.map((party) => `- **${party}**: ${PARTIES[party]}`).join('\n')}

${[row(...columns), row(...columns.map(() => '---')), ...rows].join('\n')}

Hale's makers run nothing for anybody and see no data, so they are nobody's business associate.
`;
}
