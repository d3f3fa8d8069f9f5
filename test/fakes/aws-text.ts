import fc from 'fast-check';

/** Texts such as the AWS files can hold: mostly well-formed, with each oddity that parsers of INI disagree about. */

const titles = fc.constantFrom(
  ...[
    '[default]',
    '[default]',
    '[profile default]',
    '[ default ]',
    '[DEFAULT]',
    '[Default]',
    '[a]',
    '["a"]',
    '[a b]',
  ],
  ...['[profile a]', '[profile a]', '[profile "a"]', "[profile 'a b']", '[profile a b]', '[profile a\\ b]'],
  ...[
    '[profile a ]',
    '[profile\ta]',
    '[profile\u00a0a]',
    '[profile ""]',
    '[profile é]',
    '[profile b]',
    '[profile "b]',
  ],
  ...[
    '[profile]',
    '[profiled b]',
    '[services a]',
    '[services "b"]',
    '[sso-session a]',
    '[preview]',
    '[profile a] # x',
  ],
  ...[
    '[profile a] ; [x]',
    '[profile ]]',
    '[]',
    '[]]',
    '[profile a',
    'profile a]',
    '[a]b',
    '[__proto__]',
    '[\u00a0]',
  ],
);
const key = fc.constantFrom(
  ...[
    'region',
    'region',
    'Region',
    'output',
    'role_arn',
    'aws_access_key_id',
    'AWS_SECRET_ACCESS_KEY',
    'mfa_serial',
  ],
  ...[
    'source_profile',
    'services',
    'credential_process',
    's3',
    'sts',
    'a b',
    's3.a',
    '__proto__',
    'É',
    '"q"',
    'x[1]',
  ],
);
const divider = fc.constantFrom(
  ' = ',
  ' = ',
  '=',
  ':',
  ': ',
  ' =',
  '= ',
  ' : ',
  ' ',
  '\t=\u00a0',
  '==',
  '=:',
);
const value = fc.constantFrom(
  ...[
    'x',
    'a',
    'b',
    'default',
    '',
    '',
    'x # y',
    'x ; y',
    '#x',
    '"x y"',
    'x=y',
    'x:y',
    '[a]',
    '%(x)s',
    '\ufeffx',
  ],
  ...['x\u2028y', 'x\fy = z', 'é', 'x  ', '\u200b', 'a\\', "'", 'x\u0085y=z', 'creds --all', '\u001cx'],
);
const setting = fc.tuple(key, divider, value).map((parts) => parts.join(''));
const other = fc.constantFrom(
  '',
  '',
  '# c',
  ';c',
  ' # [a]',
  '   ',
  '\t',
  'what',
  '= x',
  ': x',
  '\u00a0',
  '\f',
);
const indent = fc.constantFrom('', '', '', '', '', '', ' ', '  ', '    ', '\t', '\u00a0', '\u001f');
const line = fc
  .tuple(indent, fc.oneof({ weight: 3, arbitrary: titles }, { weight: 7, arbitrary: setting }, other))
  .map((parts) => parts.join(''));

const lineEnd = fc.oneof(
  { weight: 6, arbitrary: fc.constant('\n') },
  fc.constantFrom('\r\n', '\r', '\n\n', '\r\n\n', '\n\r'),
);
const text = fc
  .tuple(
    fc.constantFrom('', '', '', '[default]\n', '\n', '# c\n'),
    fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }),
  )
  .map(([start, lines]) => start + lines.flat().join(''));

/** The bytes of an AWS file: at times with a byte order mark, in another encoding, or with a NUL. */
export const awsFile: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 20, arbitrary: text.map((content) => Buffer.from(content)) },
  text.map((content) => Buffer.from(`\ufeff${content}`)),
  text.map((content) => Buffer.from(content, 'latin1')),
  text.map((content) => Buffer.from(content.replace('x', 'x\0'))),
);
