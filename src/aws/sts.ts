/** What is used of the SDK for STS: nothing else of it gets into the bundle. */
export {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
