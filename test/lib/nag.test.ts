import { CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { beforeAll, expect, test } from 'vitest';
import { type Synthesis, synthesize, synthesizeWith, tenant } from './synthesis.ts';

const PACKS = [new HIPAASecurityChecks(), new AwsSolutionsChecks()];

/** With what a tenant may turn on. */
const EVERYTHING = { cleanUp: 'on' } as const;

let synthesis: Synthesis;
let bare: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant('acme', EVERYTHING));
  bare = synthesizeWith(() => undefined, [tenant('acme', EVERYTHING)]);
});

const resourcesOf = ({ app }: Synthesis) => app.node.findAll().filter(CfnResource.isCfnResource);

/** `rule at path`, once each. */
const acknowledged = () =>
  resourcesOf(synthesis).flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([rule, reason]) => ({ at: `${rule.replace(/^annotation::/i, '')} at ${node.path}`, reason })),
  );

test.each(PACKS)('$readPackName finds nothing that is not acknowledged (T27)', (pack) => {
  const { success, violations } = pack.validateScope(synthesis.app);
  expect(violations).toEqual([]);
  expect(success).toBe(true);
});

test('each acknowledgement answers a finding that is there, and gives its reason', () => {
  const found = PACKS.flatMap((pack) => pack.validateScope(bare.app).violations);
  const findings = found.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
  const rules = new Set(found.map(({ ruleName }) => ruleName));
  console.info(
    `cdk-nag: ${resourcesOf(bare).length} resources, ${findings.length} findings of ${rules.size} rules, 0 unacknowledged`,
  );
  const stale = acknowledged().filter(({ at }) => !findings.includes(at));
  expect(stale.filter(({ at }) => !at.startsWith('AwsSolutions-IAM5'))).toEqual([]);
  expect(acknowledged().filter(({ reason }) => reason.length < 20)).toEqual([]);
});
