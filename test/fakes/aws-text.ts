import fc from 'fast-check';

/** Texts such as the AWS files can hold: mostly well-formed, with each oddity that parsers of INI disagree about. */

/** One of the lines of `list`. */
const oneOf = (list: string) => fc.constantFrom(...list.trim().split('\n'));

const titles = oneOf(`
[default]
[default]
[profile default]
[ default ]
[DEFAULT]
[Default]
[a]
["a"]
[a b]
[profile a]
[profile a]
[profile "a"]
[profile 'a b']
[profile a b]
[profile a\\ b]
[profile a ]
[profile\ta]
[profile\u00a0a]
[profile ""]
[profile é]
[profile b]
[profile "b]
[profile]
[profiled b]
[services a]
[services "b"]
[sso-session a]
[preview]
[profile a] # x
[profile a] ; [x]
[profile ]]
[]
[]]
[profile a
profile a]
[a]b
[__proto__]
[\u00a0]`);
const key = oneOf(`
region
region
Region
output
role_arn
aws_access_key_id
AWS_SECRET_ACCESS_KEY
mfa_serial
source_profile
services
credential_process
s3
sts
a b
s3.a
__proto__
É
"q"
x[1]`);
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
const plain = oneOf(`
x
a
b
default
x # y
x ; y
#x
"x y"
x=y
x:y
[a]
%(x)s
é
'
creds --all`);
const odd = fc.constantFrom(
  '',
  '',
  '',
  'x  ',
  'a\\',
  '\ufeffx',
  '\u200b',
  '\u001cx',
  'x\u2028y',
  'x\fy = z',
  'x\u0085y=z',
);
const value = fc.oneof({ weight: 2, arbitrary: plain }, odd);
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
    fc.array(fc.tuple(line, lineEnd), { maxLength: 9 }),
  )
  .map(([start, lines]) => start + lines.flat().join(''));

/** The bytes of an AWS file: at times with a byte order mark, in another encoding, or with a NUL. */
export const awsFile: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 20, arbitrary: text.map((content) => Buffer.from(content)) },
  text.map((content) => Buffer.from(`\ufeff${content}`)),
  text.map((content) => Buffer.from(content, 'latin1')),
  text.map((content) => Buffer.from(content.replace('x', 'x\0'))),
);
