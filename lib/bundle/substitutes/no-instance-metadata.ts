/** Stands in for asking an EC2 instance for its Region: a function has AWS_REGION. */
export async function getInstanceMetadataRegion(): Promise<never> {
  throw new Error('AWS_REGION is not set');
}
