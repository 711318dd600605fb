// Settings for AWS SDK clients of this process, which itself may have other AWS credentials in its environment.
import type { AwsEnvironment } from './emulator.ts';

export function clientSettings(environment: AwsEnvironment) {
  return {
    region: environment.AWS_REGION,
    endpoint: environment.AWS_ENDPOINT_URL,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
}
