/** The logger: structured lines of allow-listed members only. No body, no header, no message of a foreign error. */
import { Logger } from '@aws-lambda-powertools/logger';

export const logger = new Logger({ serviceName: 'hale' });
