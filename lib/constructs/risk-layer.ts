/** The layer of files that tell of networks: one version in each stack, for an export of another stack could not change. */
import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, type ILayerVersion, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const ID = 'RiskData';

/** @param folder of the files, as `lib/risk-data.ts` has put them there. */
export function riskLayer(scope: Construct, folder: string): ILayerVersion {
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(ID) as LayerVersion | undefined;
  return (
    made ??
    new LayerVersion(stack, ID, {
      description: 'Where network addresses are, and who uses them',
      code: Code.fromAsset(folder),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.ARM_64],
    })
  );
}
