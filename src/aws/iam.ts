/** What is used of the SDK for IAM: nothing else of it gets into the bundle. */
export {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  paginateListMFADevices,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
