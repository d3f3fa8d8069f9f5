/** Where the command calls: endpoints of profile and environment, FIPS, dual stack, and whose certificates it trusts. */
import { CONFIG } from './harness/judge.ts';
import { judgeAll } from './harness/judge-suite.ts';

const CLUSTERS = ['eks', 'list-clusters'];
const prod = (...lines: readonly string[]) =>
  `[profile prod]\n{me}\nregion = us-west-2\n${lines.join('\n')}\n`;
const SERVICES =
  '[services mine]\neks =\n  endpoint_url = https://eks.endpoint.example\nsts =\n  endpoint_url = https://sts.endpoint.example\n';
const URL = 'https://all.endpoint.example';

judgeAll('endpoints', [
  { what: 'endpoint_url', profile: 'prod', config: CONFIG + prod(`endpoint_url = ${URL}`) },
  {
    what: 'endpoint_url of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}endpoint_url = ${URL}\n${prod()}`,
  },
  { what: 'a services section', profile: 'prod', config: CONFIG + prod('services = mine') + SERVICES },
  {
    what: 'a services section, for another service',
    profile: 'prod',
    command: CLUSTERS,
    config: CONFIG + prod('services = mine') + SERVICES,
  },
  {
    what: 'a services section before endpoint_url',
    profile: 'prod',
    config: CONFIG + prod('services = mine', `endpoint_url = ${URL}`) + SERVICES,
  },
  {
    what: 'endpoint_url for what the services section has not',
    profile: 'prod',
    command: ['iam', 'list-mfa-devices'],
    config: CONFIG + prod('services = mine', `endpoint_url = ${URL}`) + SERVICES,
  },
  {
    what: 'services of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}services = mine\n${prod()}${SERVICES}`,
  },
  { what: 'AWS_ENDPOINT_URL', env: { AWS_ENDPOINT_URL: URL } },
  {
    what: 'AWS_ENDPOINT_URL_STS',
    env: { AWS_ENDPOINT_URL_STS: 'https://sts.endpoint.example', AWS_ENDPOINT_URL: URL },
  },
  {
    what: 'AWS_ENDPOINT_URL_EKS',
    command: CLUSTERS,
    env: { AWS_ENDPOINT_URL_EKS: 'https://eks.endpoint.example' },
  },
  {
    what: 'AWS_ENDPOINT_URL before endpoint_url',
    profile: 'prod',
    config: CONFIG + prod('endpoint_url = https://profile.endpoint.example'),
    env: { AWS_ENDPOINT_URL: URL },
  },
  {
    what: 'AWS_ENDPOINT_URL and a services section',
    profile: 'prod',
    config: CONFIG + prod('services = mine') + SERVICES,
    env: { AWS_ENDPOINT_URL: URL },
  },
  {
    what: 'AWS_ENDPOINT_URL_EKS before a services section',
    profile: 'prod',
    command: CLUSTERS,
    config: CONFIG + prod('services = mine') + SERVICES,
    env: { AWS_ENDPOINT_URL_EKS: 'https://other.endpoint.example' },
  },
  {
    what: 'ignore_configured_endpoint_urls',
    profile: 'prod',
    config: CONFIG + prod(`endpoint_url = ${URL}`, 'ignore_configured_endpoint_urls = true'),
  },
  {
    what: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    env: { AWS_ENDPOINT_URL: URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
  },
  {
    what: 'ignore_configured_endpoint_urls of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}ignore_configured_endpoint_urls = true\n${prod(`endpoint_url = ${URL}`)}`,
  },
  {
    what: '--endpoint-url of the command',
    command: ['sts', 'get-caller-identity', '--endpoint-url', URL],
    config: `${CONFIG}endpoint_url = https://profile.endpoint.example\n`,
  },
  {
    what: 'an endpoint_url that is none',
    config: `${CONFIG}endpoint_url = sts.example\n`,
    // Version 2 knows the setting from 2.13 on.
    holds: ({ major, minor }) => major === 1 || minor >= 13,
    refused: true,
  },
  { what: 'use_fips_endpoint', profile: 'prod', config: CONFIG + prod('use_fips_endpoint = true') },
  {
    what: 'use_fips_endpoint of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}use_fips_endpoint = true\n${prod()}`,
  },
  {
    what: 'AWS_USE_FIPS_ENDPOINT',
    profile: 'prod',
    config: CONFIG + prod('use_fips_endpoint = false'),
    env: { AWS_USE_FIPS_ENDPOINT: 'true' },
  },
  {
    what: 'use_dualstack_endpoint',
    profile: 'prod',
    command: CLUSTERS,
    config: CONFIG + prod('use_dualstack_endpoint = true'),
  },
  {
    what: 'use_dualstack_endpoint of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}use_dualstack_endpoint = true\n${prod()}`,
  },
  {
    what: 'AWS_USE_DUALSTACK_ENDPOINT',
    profile: 'prod',
    config: CONFIG + prod(),
    env: { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  },
  {
    what: 'sts_regional_endpoints = legacy',
    profile: 'prod',
    config: CONFIG + prod('sts_regional_endpoints = legacy'),
  },
  {
    what: 'sts_regional_endpoints = legacy of [default]',
    profile: 'prod',
    config: `${CONFIG}sts_regional_endpoints = legacy\n${prod()}`,
  },
  {
    what: 'AWS_STS_REGIONAL_ENDPOINTS',
    profile: 'prod',
    config: CONFIG + prod(),
    env: { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' },
  },
]);

const BUNDLE = { AWS_CA_BUNDLE: undefined };

judgeAll('certificate authorities', [
  { what: 'ca_bundle', config: `${CONFIG}ca_bundle = {bundle}\n`, env: BUNDLE },
  { what: 'none', env: BUNDLE, refused: true },
  {
    what: 'ca_bundle of [default], for another profile',
    profile: 'prod',
    config: `${CONFIG}ca_bundle = {bundle}\n${prod()}`,
    env: BUNDLE,
    refused: true,
  },
  { what: 'REQUESTS_CA_BUNDLE', env: { ...BUNDLE, REQUESTS_CA_BUNDLE: '{bundle}' } },
  {
    what: 'CURL_CA_BUNDLE, which the AWS CLI does not know',
    env: { ...BUNDLE, CURL_CA_BUNDLE: '{bundle}' },
    refused: true,
  },
  { what: 'AWS_CA_BUNDLE before REQUESTS_CA_BUNDLE', env: { REQUESTS_CA_BUNDLE: '{home}/nothing' } },
  {
    what: 'ca_bundle before REQUESTS_CA_BUNDLE',
    config: `${CONFIG}ca_bundle = {bundle}\n`,
    env: { ...BUNDLE, REQUESTS_CA_BUNDLE: '{home}/nothing' },
  },
  { what: 'AWS_CA_BUNDLE before ca_bundle', config: `${CONFIG}ca_bundle = {home}/nothing\n` },
  {
    what: 'ca_bundle from the home folder',
    config: `${CONFIG}ca_bundle = ~/ca.pem\n`,
    files: { 'ca.pem': '{authority}' },
    env: BUNDLE,
  },
  {
    what: 'ca_bundle with a variable',
    config: `${CONFIG}ca_bundle = $HOME/ca.pem\n`,
    files: { 'ca.pem': '{authority}' },
    env: BUNDLE,
    refused: true,
  },
  {
    what: 'AWS_CA_BUNDLE from the home folder',
    files: { 'ca.pem': '{authority}' },
    env: { AWS_CA_BUNDLE: '~/ca.pem' },
  },
  {
    what: 'REQUESTS_CA_BUNDLE from the home folder',
    files: { 'ca.pem': '{authority}' },
    env: { ...BUNDLE, REQUESTS_CA_BUNDLE: '~/ca.pem' },
  },
  { what: 'a bundle that is not there', env: { AWS_CA_BUNDLE: '{home}/nothing' }, refused: true },
  { what: 'a bundle that is a folder', env: { AWS_CA_BUNDLE: '{home}' }, refused: true },
  {
    what: 'a bundle without a certificate',
    files: { 'ca.pem': 'none\n' },
    env: { AWS_CA_BUNDLE: '{home}/ca.pem' },
    refused: true,
  },
  { what: 'an empty AWS_CA_BUNDLE', env: { AWS_CA_BUNDLE: '', REQUESTS_CA_BUNDLE: '{bundle}' } },
]);
