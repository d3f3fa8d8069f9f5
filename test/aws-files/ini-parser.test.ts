import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalDataInterceptor, loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openIni } from '../../src/aws-files/ini-file.ts';
import { parseSections } from '../../src/aws-files/ini-parser.ts';
import { configTitle } from '../../src/aws-files/ini-titles.ts';

const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-ini-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('gives the keys of each body, in order', async () => {
  const bodies = ['Region = a # b\n', '', 'x = 1\ny =\n  z = 2\nw = 3', '# [c]\n'];
  expect(await parseSections(bodies)).toEqual([{ region: 'a' }, {}, { x: '1', 'y.z': '2', w: '3' }, {}]);
});

test('reads an indented section with a nested block as the AWS CLI does', async () => {
  const body = '  a = 1\n  s3 =\n    x = 2\n  role_arn = b\n';
  expect(await parseSections([body])).toEqual([{ a: '1', 's3.x': '2', role_arn: 'b' }]);
});

test.each([
  ['credential_process = bash -c "true ; cat x" # y\r', 'bash -c "true ; cat x" # y'],
  ['  Credential_Process=a ;b\ncredential_process = c #d', 'c #d'],
  ['credential_process = plain', 'plain'],
])('a command keeps its ; and #: %j', async (body, command) => {
  expect(await parseSections([`region = a # b\n${body}\n`])).toEqual([
    { region: 'a', credential_process: command },
  ]);
});

test('leaves nothing behind in the library', async () => {
  await parseSections(['aws_secret_access_key = not-a-secret\n']);
  expect(externalDataInterceptor.getFileRecord()).toEqual({});
});

const key = fc.constantFrom('region', 'role_arn', 'mfa_serial', 'x-y');
const value = fc.stringMatching(/^[\w=:/[\].,"+-]{1,12}$/);
const line = fc.oneof(
  fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`),
  fc.tuple(key, key, value).map(([name, inner, text]) => `${name} =\n  ${inner} = ${text}`),
  fc.constantFrom('', '# comment', '; [profile no]', '  # indented', 'output=json ; why'),
);
const names = fc.uniqueArray(
  // The library takes a section that is called like a method of every object for that method.
  fc.stringMatching(/^[\w@+.%:/-]{1,8}$/).filter((name) => name !== 'default' && !(name in {})),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const newline = fc.constantFrom('\n', '\r\n');

test('a few sections are read as the library reads them in the whole file', async () => {
  const section = fc.tuple(
    fc.constantFrom('[profile N]', ' [profile "N"]', '[profile N] # x'),
    fc.array(line, { maxLength: 5 }),
  );
  const whole = names.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.array(section, { minLength: list.length, maxLength: list.length }),
      newline,
    ),
  );
  const path = join(folder, 'config');
  await fc.assert(
    fc.asyncProperty(whole, fc.nat(), async ([list, sections, end], pick) => {
      const text = sections
        .flatMap(([header, lines], index) => [header.replace('N', list[index] ?? ''), ...lines])
        .join('\n')
        .replaceAll('\n', end);
      writeFileSync(path, text);
      const { configFile } = await loadSharedConfigFiles({
        configFilepath: path,
        filepath: join(folder, 'none'),
        ignoreCache: true,
      });
      const name = list[pick % list.length] ?? '';
      const file = openIni(path, configTitle);
      expect((await file.read('profile', [name])).get(name)).toEqual(configFile[name] ?? {});
      expect(file.profileNames()).toEqual(list);
    }),
    { numRuns: 200 },
  );
});
