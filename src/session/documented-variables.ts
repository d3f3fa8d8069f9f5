/** The environment variables that mfa-exec reads or sets, besides those of its options. */
export interface VariableSpec {
  readonly name: string;
  readonly help: string;
}

/** Its own. */
export const OWN_VARIABLES = [
  {
    name: 'MFA_EXEC_AWAITED',
    help: 'set for credential_process and mfa_process: names the session that waits for them',
  },
  {
    name: 'MFA_EXEC_PASSPHRASE',
    help: 'encrypts what the file store keeps',
  },
  {
    name: 'MFA_EXEC_RUNNER',
    help: 'spawn: run the command as a child process; exec: fail where mfa-exec cannot become the command; for troubleshooting',
  },
  {
    name: 'MFA_EXEC_SEALED',
    help: 'set for the command where a passphrase is: nested calls, which do not have it, leave nothing in clear',
  },
  {
    name: 'MFA_EXEC_SESSION',
    help: 'set for the command: names the session, is not secret, and lets nested calls find and renew it',
  },
] as const satisfies readonly VariableSpec[];

/** Those of AWS's own tools, and of the system. */
export const OTHER_VARIABLES = [
  {
    name: 'AWS_DEFAULT_PROFILE, AWS_PROFILE',
    help: 'the profile, where no option names one, in the order of the AWS CLI; not handed on to the command, except the first for settings that no variable can say, and the second with --keep-profile',
  },
  {
    name: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY',
    help: 'the long-term keys, where no profile is named; for the command: those of the session',
  },
  {
    name: 'AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION',
    help: 'set for the command: the rest of the session, and when it ends',
  },
  {
    name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN',
    help: 'set for the command with --server, instead of the session: where it is, and what opens it',
  },
  {
    name: 'AWS_ACCOUNT_ID',
    help: 'set for the command: the account of the session, where it is known',
  },
  {
    name: 'AWS_MFA_SERIAL',
    help: 'the MFA device, before mfa_serial of the profile; as for aws-vault',
  },
  {
    name: 'AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE',
    help: 'the two AWS files, where they are not in ~/.aws',
  },
  {
    name: 'AWS_REGION, AWS_DEFAULT_REGION',
    help: 'the region; for the command both are set, from the profile where neither is there',
  },
  {
    name: 'AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_SIGNIN',
    help: "addresses in place of AWS's own",
  },
  {
    name: 'AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, AWS_STS_REGIONAL_ENDPOINTS',
    help: "which of AWS's addresses are used",
  },
  {
    name: 'AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS',
    help: 'a file of certificate authorities to trust as well',
  },
  {
    name: 'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
    help: 'the proxy on the way to AWS; in lower case too',
  },
  {
    name: 'XDG_RUNTIME_DIR, XDG_CACHE_HOME',
    help: 'where the file store and the locks are',
  },
  {
    name: 'XDG_DATA_HOME',
    help: 'where long-term keys are kept, encrypted, without a keychain',
  },
  {
    name: 'NO_COLOR',
    help: 'no colour, even on a terminal',
  },
] as const satisfies readonly VariableSpec[];
