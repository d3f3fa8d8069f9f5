/** Region, output and retries: of the profile, of the environment, and nothing of `[default]` in another profile. */
import { CONFIG } from './harness/judge.ts';
import { judgeAll } from './harness/judge-suite.ts';

const CLUSTERS = ['eks', 'list-clusters'];
/** The sandbox fails it each time. */
const DOWN = ['eks', 'describe-cluster', '--name', 'any'];
const prod = (...lines: readonly string[]) => `[profile prod]\n{me}\n${lines.join('\n')}\n`;
const NORTH = CONFIG + prod('region = eu-north-1');

judgeAll('regions', [
  { what: 'of the profile', profile: 'prod', config: NORTH, command: CLUSTERS },
  { what: 'of [default]', config: NORTH, command: CLUSTERS },
  { what: 'of [default] alone', profile: 'prod', config: CONFIG + prod(), command: CLUSTERS, refused: true },
  { what: 'none', config: '[default]\n', command: CLUSTERS, refused: true },
  { what: 'none, for STS', config: '[default]\n' },
  { what: 'of [default] alone, for STS', profile: 'prod', config: CONFIG + prod() },
  {
    what: 'AWS_REGION',
    config: NORTH,
    profile: 'prod',
    command: CLUSTERS,
    env: { AWS_REGION: 'us-west-2' },
    differs: {
      why: 'version 1 of the AWS CLI does not know the variable, the SDKs do: a command gets one region in both spellings',
      wrapped: { refused: false, region: 'us-west-2', host: 'eks.us-west-2.amazonaws.com', tries: 1 },
    },
  },
  {
    what: 'AWS_DEFAULT_REGION',
    config: NORTH,
    profile: 'prod',
    command: CLUSTERS,
    env: { AWS_DEFAULT_REGION: 'us-west-2' },
  },
  {
    what: 'both, and not the same',
    config: NORTH,
    profile: 'prod',
    command: CLUSTERS,
    env: { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' },
  },
  {
    what: 'AWS_DEFAULT_REGION without any other',
    config: '[default]\n',
    command: CLUSTERS,
    env: { AWS_DEFAULT_REGION: 'us-west-2' },
  },
  {
    what: 'an empty AWS_DEFAULT_REGION',
    config: NORTH,
    profile: 'prod',
    command: CLUSTERS,
    env: { AWS_DEFAULT_REGION: '' },
    refused: true,
    differs: {
      why: 'an empty variable counts as unset, as it does for the SDKs',
      wrapped: { refused: false, region: 'eu-north-1', tries: 1 },
    },
  },
  {
    what: '--region of the command',
    config: NORTH,
    profile: 'prod',
    command: [...CLUSTERS, '--region', 'us-west-2'],
  },
  {
    what: 'with a blank behind it',
    config: CONFIG + prod('region = eu-north-1  '),
    profile: 'prod',
    command: CLUSTERS,
  },
  {
    what: 'of the credentials file',
    config: '[default]\n',
    credentials: '[default]\n{me}\nregion = eu-north-1\n',
    command: CLUSTERS,
  },
  {
    what: 'of both files: the credentials file',
    config: CONFIG,
    credentials: '[default]\n{me}\nregion = eu-north-1\n',
    command: CLUSTERS,
  },
  {
    what: 'in upper case',
    config: `${CONFIG}[profile prod]\n{me}\nREGION = eu-north-1\n`,
    profile: 'prod',
    command: CLUSTERS,
  },
]);

judgeAll('output', [
  { what: 'text', config: `${CONFIG}output = text\n` },
  { what: 'table', config: `${CONFIG}output = table\n` },
  {
    what: 'JSON where [default] has text',
    profile: 'prod',
    config: `${CONFIG}output = text\n${prod('output = json', 'region = eu-north-1')}`,
  },
  {
    what: 'none where [default] has text',
    profile: 'prod',
    config: `${CONFIG}output = text\n${prod('region = eu-north-1')}`,
  },
  {
    what: 'text where [default] has none',
    profile: 'prod',
    config: CONFIG + prod('output = text', 'region = eu-north-1'),
  },
  {
    what: 'AWS_DEFAULT_OUTPUT',
    profile: 'prod',
    config: CONFIG + prod('output = json', 'region = eu-north-1'),
    env: { AWS_DEFAULT_OUTPUT: 'text' },
  },
  {
    what: '--output of the command',
    config: `${CONFIG}output = text\n`,
    command: ['sts', 'get-caller-identity', '--output', 'json'],
  },
  { what: 'one that there is not', config: `${CONFIG}output = prose\n` },
]);

judgeAll('retries', [
  { what: 'none', command: DOWN, config: `${CONFIG}max_attempts = 1\n` },
  { what: 'one', command: DOWN, config: `${CONFIG}max_attempts = 2\nretry_mode = standard\n` },
  {
    what: 'of a profile, not of [default]',
    profile: 'prod',
    command: DOWN,
    config: `${CONFIG}max_attempts = 1\n${prod('max_attempts = 2', 'region = eu-north-1')}`,
  },
  {
    what: 'by default where [default] has none',
    profile: 'prod',
    command: DOWN,
    config: `${CONFIG}max_attempts = 1\nretry_mode = legacy\n${prod('retry_mode = standard', 'region = eu-north-1')}`,
  },
  {
    what: 'AWS_MAX_ATTEMPTS',
    profile: 'prod',
    command: DOWN,
    config: CONFIG + prod('max_attempts = 3', 'region = eu-north-1'),
    env: { AWS_MAX_ATTEMPTS: '1' },
  },
  {
    what: 'AWS_RETRY_MODE',
    profile: 'prod',
    command: DOWN,
    config: CONFIG + prod('max_attempts = 2', 'region = eu-north-1'),
    env: { AWS_RETRY_MODE: 'standard' },
  },
  { what: 'a number that is none', command: DOWN, config: `${CONFIG}max_attempts = many\n`, refused: true },
]);
