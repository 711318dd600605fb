/**
 * The directions in which imports may go. Each rule is proven by a planted violation in
 * test/architecture/dependencies.test.ts; a rule without one fails that test.
 */

/** A Lambda's own folder: lambdas/<area>/<operation>/. */
const LAMBDA = '^lambdas/(?!shared/)[^/]+/[^/]+/';
const CONTRACT = `${LAMBDA}(contract|request)\\.ts$`;
const SCHEMA = '^lambdas/[^/]+/([^/]+-schema|vocabulary)\\.ts$';
const STORE = '^lambdas/[^/]+/[^/]+-store\\.ts$';
/** What an archived log consists of, and how it is read: all that a verifier may take from the code that wrote it. */
const LOG_FORMATS =
  '^lambdas/(audit/(leaf|block)|log/(checkpoint|cosignature|edge|lane-row|merkle|merkle-proof|note|proof|seal|segment|tile)|statement/(statement|bundle|proven-event))\\.ts$';
/** Decisions over plain data: the file named like its area, and what is as pure beside it. */
const RULES = [
  '^lambdas/(?<area>[^/]+)/\\k<area>\\.ts$',
  '^lambdas/(abuse/budgets|message/templates|break-glass/(confine|grant-token|readiness)|recovery/recovery-token)\\.ts$',
  '^lambdas/audit/(block|catalogue[a-z-]*|event|event-query|event-view|intersect|leaf|search-lists|subject-key)\\.ts$',
  '^lambdas/(event-export/(csv|export-format|fhir-audit-event|fhir-terms)|access-event/access-batch)\\.ts$',
  '^lambdas/access-review/review-(csv|item|outcome)\\.ts$',
  '^lambdas/(mfa/removal|password/phc|user/operator-change)\\.ts$',
  '^lambdas/log/(?!archiver\\.ts|cleaner\\.ts|committed\\.ts|reconciler\\.ts|[^/]+-store\\.ts)[^/]+\\.ts$',
  '^lambdas/compliance/(agreement|agreement-terms|drift|posture|preset|privacy-officer)\\.ts$',
  '^lambdas/approval/apply-errors\\.ts$',
  '^lambdas/dsr/(amendment|redact|accounting|disclosure-list|due-date|request)\\.ts$',
  '^lambdas/statement/(bundle|proven-event)\\.ts$',
  '^lambdas/shared/(outbound-url|public-address)\\.ts$',
  '^lambdas/shared/calendar\\.ts$',
  '^lambdas/breach/(assessment|breach-clock|breach-facts|containment|criteria|findings|gaps|notice|notice-blocks|notice-facts|paper|scope)\\.ts$',
  '^lambdas/audit-stream/(batch|destination|ocsf|ocsf-classes|ocsf-envelope|stream-state)\\.ts$',
  '^lambdas/(organization/(loosening|networks|policy)|project/(first-guard|settings)|passkey/(client-data|public-key|verify-assertion|verify-attestation))\\.ts$',
  '^lambdas/risk/(address|agent|geography|habits|network-list|risk-policy|signals)\\.ts$',
  '^lambdas/(session/(device|gate|mint-errors|recent|refresh-token|rotation|step-up)|mfa/challenge|oauth/(grant|id-token)|token/access-token)\\.ts$',
];
/** Vocabulary without behaviour that any pure file may use. */
const WORDS = '^lambdas/shared/(errors|ids|principal|result|scopes|access)\\.ts$';
const PURE_BUILTIN = '^(node:)?(buffer|crypto|zlib|net)$';
const PURE_PACKAGE = 'node_modules/(@simplewebauthn/server|bowser|canonicalize|otpauth|ulid|zod)/';
const ANY_PACKAGE = 'node_modules/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or have a third in common.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test/|vitest\\.config\\.ts$)' },
      to: { path: '^test/' },
    },
    {
      name: 'runtime-never-imports-deploy-time',
      comment: 'What runs in AWS must not depend on what deploys it.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(bin|lib|console|hipaa)/' },
    },
    {
      name: 'runtime-uses-only-runtime-packages',
      comment: 'A bundle holds what stands under "dependencies"; types alone may come from elsewhere.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-console-takes-types-alone',
      comment: 'It runs in a browser: what it needs of the API, it asks the API.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(bin|lib|lambdas|hipaa|scripts)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'bin-only-dispatches',
      comment: 'bin/ holds entry points; what they do stands in lib/.',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^(lambdas|console|hipaa|scripts)/' },
    },
    {
      name: 'deploy-time-sees-only-the-declared-tables',
      comment:
        'Routes, triggers, types of events, accesses and key names are data that both sides read. Nothing else of a Lambda is.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(operator/)?verify' },
      to: {
        path: '^lambdas/',
        pathNot: `^lambdas/(routes|triggers|audit/catalogue|shared/(access|contract|openapi|table))\\.ts$|${LAMBDA}request\\.ts$`,
      },
    },
    {
      name: 'stacks-need-neither-account-nor-emulator',
      comment: 'Templates come out the same with no network; what the local cloud lacks is put right in lib/local.',
      severity: 'error',
      from: { path: '^(bin/app|lib/(stacks|constructs)/.+|lib/[^/]+)\\.ts$' },
      to: { path: '^lib/(local|operator)/|node_modules/@aws-sdk/' },
    },
    {
      name: 'the-verifier-sees-only-the-log-formats',
      comment: 'It must judge the log without trusting what wrote it.',
      severity: 'error',
      from: { path: '^lib/(operator/)?verify' },
      to: { path: '^lambdas/', pathNot: LOG_FORMATS },
    },
    {
      name: 'the-verifier-needs-no-cloud',
      comment: 'audit-log.md: a copy of the bucket and the public keys; no AWS account, no network. Nor by a detour.',
      severity: 'error',
      from: { path: '^lib/(operator/)?verify' },
      to: {
        path: 'node_modules/(@aws-sdk|@smithy|aws-cdk-lib)/|^(node:)?(http|https|http2|tls|dgram|dns)$',
        reachable: true,
      },
    },
    {
      name: 'contracts-and-schemas-are-data',
      comment: 'API Gateway, OpenAPI and CDK read contracts: they may load nothing that runs.',
      severity: 'error',
      from: { path: [CONTRACT, SCHEMA] },
      to: { pathNot: [SCHEMA, ...RULES, WORDS, '^lambdas/shared/contract\\.ts$', 'node_modules/zod/'] },
    },
    {
      name: 'rules-are-pure',
      comment: 'Plain data and `now` in, Result out: no store, no AWS, no file, no network.',
      severity: 'error',
      from: { path: RULES },
      to: { pathNot: [...RULES, SCHEMA, WORDS, PURE_BUILTIN, PURE_PACKAGE] },
    },
    {
      name: 'stores-only-store',
      comment: "A store turns rows into rules' types and back. It decides nothing and commits nothing.",
      severity: 'error',
      from: { path: STORE },
      to: {
        path: [
          LAMBDA,
          '^lambdas/(routes|triggers)\\.ts$',
          '^lambdas/shared/(commit|http|authenticate|contract|openapi)\\.ts$',
        ],
      },
    },
    {
      name: 'only-stores-and-shared-aws-touch-the-sdk',
      comment: 'shared/change.ts writes values as DynamoDB does; types are free.',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: [STORE, '^lambdas/shared/aws/[^/]+\\.ts$', '^lambdas/shared/change\\.ts$'] },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-commit-executes-transactions',
      comment: 'A change without its audit event must not be possible (audit-log.md §2).',
      severity: 'error',
      from: { pathNot: '^(lambdas/shared/commit\\.ts$|test/)' },
      to: { path: '^lambdas/shared/aws/transaction\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'a-lambda-never-imports-another',
      comment: 'What two Lambdas share is a rule, a store or a step of the area, one folder up.',
      severity: 'error',
      from: { path: '^lambdas/(?!shared/)([^/]+/[^/]+)/' },
      to: { path: LAMBDA, pathNot: '^lambdas/$1/' },
    },
    {
      name: 'areas-never-import-a-lambda',
      comment: 'Only routes.ts knows operations, and only their contracts.',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: [LAMBDA, '^lambdas/routes\\.ts$'] },
      to: { path: LAMBDA },
    },
    {
      name: 'the-route-table-is-data',
      comment: 'routes.ts and triggers.ts are loaded by CDK: contracts and types, nothing that runs.',
      severity: 'error',
      from: { path: '^lambdas/(routes|triggers)\\.ts$' },
      to: { pathNot: [CONTRACT, '^lambdas/shared/(contract|access)\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: ANY_PACKAGE },
    /** Type-only imports count: a type from the wrong side is a direction too. */
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
