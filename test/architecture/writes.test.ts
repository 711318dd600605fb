/** Who may write, read from the sources: a second look at what IAM enforces (audit-log.md §2). */
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { describe, expect, it } from 'vitest';
import { read } from './sources.ts';

/** Every command of the AWS SDK that changes stored state, and who uses it: all others go through `commit`. */
const WRITERS: Record<string, string[]> = {
  BatchWriteItemCommand: ['lambdas/audit/search-store.ts'],
  CreateMultipartUploadCommand: ['lambdas/shared/aws/s3-upload.ts'],
  ExecuteTransactionCommand: ['lambdas/shared/aws/transaction.ts'],
  DeleteItemCommand: ['lambdas/shared/aws/cleanup-role.ts'],
  PutItemCommand: [
    'lambdas/audit/search-store.ts',
    'lambdas/hold/hold-lock-store.ts',
    'lambdas/log/anchor-store.ts',
    'lambdas/log/cleaned-store.ts',
    'lambdas/log/log-store.ts',
    'lambdas/log/reconcile-store.ts',
    'lambdas/log/sweep-store.ts',
  ],
  PutObjectCommand: [
    'lambdas/log/anchor-store.ts',
    'lambdas/shared/aws/customer-bucket.ts',
    'lambdas/shared/aws/s3.ts',
  ],
  PutObjectLegalHoldCommand: ['lambdas/shared/aws/s3.ts'],
  UpdateItemCommand: ['lambdas/abuse/budget-store.ts', 'lambdas/audit-stream/progress-store.ts'],
};
const WRITE =
  /\b(?:Put|Update|Delete|BatchWrite|BatchExecute|Transact|Execute|Copy|Restore|Create|Import)\w*Command\b/g;

describe('writing', () => {
  it('is done by these and nobody else', () => {
    const found: Record<string, string[]> = {};
    for (const { file, text } of read(/^lambdas\/.*\.ts$/)) {
      for (const name of new Set(text.match(WRITE))) found[name] = [...(found[name] ?? []), file];
    }
    expect(found).toEqual(WRITERS);
  });

  it('of DynamoDB goes round the document client nowhere', () => {
    expect(read(/^lambdas\/.*\.ts$/).filter(({ text }) => text.includes('@aws-sdk/lib-dynamodb'))).toEqual([]);
  });
});

describe('functions', () => {
  it('are made in one place, so that variable and grant come from one declaration', () => {
    const MAKES =
      /import \{[^}]*\b(?:Cfn|Nodejs|Python|DockerImage|Singleton)?Function\b[^}]*\} from 'aws-cdk-lib\/aws-lambda/;
    const makers = read(/^(bin|lib)\/.*\.ts$/).filter(({ text }) => MAKES.test(text));
    expect(makers.map(({ file }) => file)).toEqual(['lib/constructs/lambda.ts']);
  });
});

describe('rules', () => {
  it('know no clock and no chance: `now` is given to them', async () => {
    const { forbidden } = await extractConfig('./.dependency-cruiser.cjs');
    const paths = forbidden?.find(({ name }) => name === 'rules-are-pure')?.from.path ?? [];
    const rules = read(new RegExp([paths].flat().join('|')));
    const CLOCK =
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bset(Timeout|Interval)\(|\bMath\.random\(|process\.env/;
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.filter(({ text }) => CLOCK.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
