/**
 * AWS's partitions: separate clouds with their own accounts, regions and host names. From the SDKs'
 * partitions.json.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const PARTITIONS: readonly { readonly id: string; readonly prefix: string; readonly region: string }[] = [
  { id: 'aws-us-gov', prefix: 'us-gov-', region: 'us-gov-west-1' },
  { id: 'aws-cn', prefix: 'cn-', region: 'cn-north-1' },
  { id: 'aws-iso', prefix: 'us-iso-', region: 'us-iso-east-1' },
  { id: 'aws-iso-b', prefix: 'us-isob-', region: 'us-isob-east-1' },
  { id: 'aws-iso-e', prefix: 'eu-isoe-', region: 'eu-isoe-west-1' },
  { id: 'aws-iso-f', prefix: 'us-isof-', region: 'us-isof-south-1' },
  { id: 'aws-eusc', prefix: 'eusc-', region: 'eusc-de-east-1' },
];

/**
 * The partition of a region: `eu-central-1` is in `aws`, `us-gov-west-1` in `aws-us-gov`. The old pseudo
 * regions (`fips-us-gov-west-1`, `aws-cn-global`) count as well; a region that is not known is in `aws`.
 */
export function partitionOfRegion(region: string): string {
  const name = region.toLowerCase().replace(/^fips-/, '');
  return PARTITIONS.find(({ id, prefix }) => name.startsWith(prefix) || name === `${id}-global`)?.id ?? 'aws';
}

/**
 * The partition that an ARN names; `undefined` when the text is no ARN, as a hardware device's serial
 * number.
 */
export function partitionOfArn(arn: string): string | undefined {
  return /^arn:([a-z0-9-]+):/.exec(arn)?.[1];
}

/** The region to reach a partition's STS and IAM by when nothing names one. */
export function defaultRegion(partition: string): string {
  return PARTITIONS.find(({ id }) => id === partition)?.region ?? 'us-east-1';
}
