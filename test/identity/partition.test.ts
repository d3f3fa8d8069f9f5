import { describe, expect, test } from 'vitest';
import { defaultRegion, partitionOfArn, partitionOfRegion } from '../../src/identity/partition.ts';

test.each([
  ['us-east-1', 'aws'],
  ['eu-central-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['fips-us-gov-west-1', 'aws-us-gov'],
  ['US-GOV-WEST-1', 'aws-us-gov'],
  ['cn-northwest-1', 'aws-cn'],
  ['aws-cn-global', 'aws-cn'],
  ['aws-global', 'aws'],
  ['us-iso-west-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['moon-base-1', 'aws'],
])('region %s is in partition %s', (region, partition) => {
  expect(partitionOfRegion(region)).toBe(partition);
});

test.each([
  ['arn:aws:iam::123456789012:mfa/me', 'aws'],
  ['arn:aws-us-gov:iam::123456789012:role/x', 'aws-us-gov'],
  ['arn:aws-cn:iam::123456789012:mfa/me', 'aws-cn'],
  ['GAHT12345678', undefined],
  ['', undefined],
])('%j is of partition %s', (arn, partition) => {
  expect(partitionOfArn(arn)).toBe(partition);
});

describe('defaultRegion', () => {
  test.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-iso', 'us-iso-east-1'],
    ['aws-iso-b', 'us-isob-east-1'],
    ['aws-moon', 'us-east-1'],
  ])('of %s is %s', (partition, region) => {
    expect(defaultRegion(partition)).toBe(region);
  });

  test.each(['aws', 'aws-us-gov', 'aws-cn', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'])(
    'of %s is in that partition',
    (partition) => {
      expect(partitionOfRegion(defaultRegion(partition))).toBe(partition);
    },
  );
});
