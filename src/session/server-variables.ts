/** The variables through which the SDKs get credentials that renew themselves. */

/** Where the credentials are served, and the secret that opens them. */
export interface ServerAddress {
  readonly uri: string;
  readonly token: string;
}

export const SERVER_URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
export const SERVER_TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN';

/**
 * What some SDK would prefer to the server, beside the session's own variables: the other spellings of its address and
 * token, web identity, and the credentials file of the first SDKs.
 */
export const BEFORE_SERVER = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CREDENTIAL_FILE',
] as const;

/** The variables that say where the AWS files are. */
export const FILE_VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] as const;
