/**
 * Settings of a profile that an environment variable can say as well: key, variables, and the value that stands for
 * "not set" in every SDK. From botocore's configprovider.py (BOTOCORE_DEFAUT_SESSION_VARIABLES), the AWS CLI, and
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 *
 * Some have no such value. Of `retry_mode`, botocore's own default (`legacy`) is an error to the Go SDK; an empty
 * `AWS_CA_BUNDLE` turns botocore's verification off. Those stay without one.
 */
export const SETTING_VARIABLES: readonly (readonly [
  key: string,
  variables: readonly string[],
  neutral?: string,
])[] = [
  ['output', ['AWS_DEFAULT_OUTPUT'], 'json'],
  ['cli_pager', ['AWS_PAGER']],
  ['cli_auto_prompt', ['AWS_CLI_AUTO_PROMPT'], 'off'],
  ['ca_bundle', ['AWS_CA_BUNDLE']],
  ['use_fips_endpoint', ['AWS_USE_FIPS_ENDPOINT'], 'false'],
  ['use_dualstack_endpoint', ['AWS_USE_DUALSTACK_ENDPOINT'], 'false'],
  ['ignore_configured_endpoint_urls', ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'], 'false'],
  ['sts_regional_endpoints', ['AWS_STS_REGIONAL_ENDPOINTS'], 'regional'],
  ['endpoint_discovery_enabled', ['AWS_ENDPOINT_DISCOVERY_ENABLED', 'AWS_ENABLE_ENDPOINT_DISCOVERY']],
  ['account_id_endpoint_mode', ['AWS_ACCOUNT_ID_ENDPOINT_MODE'], 'preferred'],
  ['retry_mode', ['AWS_RETRY_MODE']],
  ['max_attempts', ['AWS_MAX_ATTEMPTS']],
  ['defaults_mode', ['AWS_DEFAULTS_MODE'], 'legacy'],
  ['auth_scheme_preference', ['AWS_AUTH_SCHEME_PREFERENCE']],
  ['sigv4a_signing_region_set', ['AWS_SIGV4A_SIGNING_REGION_SET']],
  ['sdk_ua_app_id', ['AWS_SDK_UA_APP_ID']],
  ['disable_request_compression', ['AWS_DISABLE_REQUEST_COMPRESSION'], 'false'],
  ['request_min_compression_size_bytes', ['AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES'], '10240'],
  ['request_checksum_calculation', ['AWS_REQUEST_CHECKSUM_CALCULATION'], 'when_supported'],
  ['response_checksum_validation', ['AWS_RESPONSE_CHECKSUM_VALIDATION'], 'when_supported'],
  ['disable_host_prefix_injection', ['AWS_DISABLE_HOST_PREFIX_INJECTION'], 'false'],
  ['tcp_keepalive', ['BOTOCORE_TCP_KEEPALIVE'], 'false'],
  ['s3_disable_express_session_auth', ['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH'], 'false'],
  ['s3_disable_multiregion_access_points', ['AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS'], 'false'],
  ['s3_use_arn_region', ['AWS_S3_USE_ARN_REGION']],
  ['s3_us_east_1_regional_endpoint', ['AWS_S3_US_EAST_1_REGIONAL_ENDPOINT']],
  ['ec2_metadata_service_endpoint', ['AWS_EC2_METADATA_SERVICE_ENDPOINT']],
  ['ec2_metadata_service_endpoint_mode', ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']],
  ['ec2_metadata_v1_disabled', ['AWS_EC2_METADATA_V1_DISABLED'], 'false'],
  ['imds_use_ipv6', ['AWS_IMDS_USE_IPV6'], 'false'],
  ['metadata_service_timeout', ['AWS_METADATA_SERVICE_TIMEOUT'], '1'],
  ['metadata_service_num_attempts', ['AWS_METADATA_SERVICE_NUM_ATTEMPTS'], '1'],
  ['csm_enabled', ['AWS_CSM_ENABLED'], 'false'],
  ['csm_host', ['AWS_CSM_HOST'], '127.0.0.1'],
  ['csm_port', ['AWS_CSM_PORT'], '31000'],
  ['csm_client_id', ['AWS_CSM_CLIENT_ID']],
  ['data_path', ['AWS_DATA_PATH']],
];

/** In which of them a present and empty value means something: no pager. */
export const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['AWS_PAGER']);

/** Both spellings: AWS CLI v1 reads the second alone, most SDKs the first alone. */
export const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Settings of the AWS CLI and botocore that no variable can say; a nested one counts as its outer key. */
export function hasNoVariable(key: string): boolean {
  const outer = key.replace(/\..*/, '');
  if (SETTING_VARIABLES.some(([known]) => known === outer)) return false;
  return WITHOUT_VARIABLE.has(outer) || outer.startsWith('cli_');
}

const WITHOUT_VARIABLE = new Set([
  's3',
  's3api',
  'emr',
  'api_versions',
  'parameter_validation',
  'proxy_ca_bundle',
  'proxy_client_cert',
  'proxy_use_forwarding_for_https',
]);

/** Variables that mfa-exec sets for the command beside the credentials; any other name in a marker is not its own. */
export function isSettingVariable(name: string): boolean {
  return OTHERS.has(name) || /^AWS_ENDPOINT_URL_[A-Z0-9_]+$/.test(name);
}

const OTHERS: ReadonlySet<string> = new Set([
  ...SETTING_VARIABLES.flatMap(([, variables]) => variables),
  ...REGION_VARIABLES,
  'AWS_ACCOUNT_ID',
  'AWS_CONFIG_FILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_PROFILE',
  'AWS_ENDPOINT_URL',
  'AWS_SHARED_CREDENTIALS_FILE',
  'MFA_EXEC_PROFILE',
  'MFA_EXEC_REGION',
  'MFA_EXEC_ROLE_ARN',
]);
