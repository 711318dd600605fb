/** §164.312(a)(2)(iv) and §164.308(a)(7)(ii)(A): the tables that run are encrypted, recoverable and guarded. */
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { each } from '../check.ts';
import { liveCheck, output } from '../deployment/live.ts';

const TABLES = ['IdentityTable', 'AuditTable', 'LanesTable', 'ControlTable', 'SearchTable'];

export interface TableFacts {
  readonly name: string;
  readonly encryption: string | undefined;
  readonly guarded: boolean | undefined;
  readonly recoverable: string | undefined;
}

export const tablesDeployed = liveCheck({
  says: 'the tables are encrypted by KMS, refuse deletion, and can be restored to any second',
  read: (live) =>
    Promise.all(
      TABLES.map(async (key): Promise<TableFacts> => {
        const TableName = output(live, key);
        const { dynamodb } = live.clients;
        const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
        const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
        return {
          name: TableName,
          encryption: Table?.SSEDescription?.SSEType,
          guarded: Table?.DeletionProtectionEnabled,
          recoverable: backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
        };
      }),
    ),
  judge: (tables) =>
    each(tables, ({ name, encryption, guarded, recoverable }) => [
      encryption !== 'KMS' && `${name} is not encrypted by KMS`,
      guarded !== true && `${name} may be deleted`,
      recoverable !== 'ENABLED' && `${name} has no point-in-time recovery`,
    ]),
});
