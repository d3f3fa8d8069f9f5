/** What is used of the SDK for IAM: nothing else of it gets into the bundle. */
export { IAMClient, paginateListMFADevices } from '@aws-sdk/client-iam';
