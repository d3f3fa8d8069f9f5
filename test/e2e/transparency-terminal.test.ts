import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasOptional, need } from './harness/has.ts';
import { inEachWay, isGone, recorder, type Stage, statusIn, ways } from './transparency/stage.ts';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const CTRL_BACKSLASH = '\x1c';

const times = (text: string, what: string) => text.split(what).length - 1;
const wrapped = (command: readonly string[]) => `wrap ${command.map((word) => `'${word}'`).join(' ')}`;

// What is typed shows on the terminal too: what a command prints must differ from it.
const long = `wrap sh -c 'echo up and" "running; exec sleep 20'`;
const running = 'up and running';

describe.skipIf(process.platform === 'win32')('in a terminal', () => {
  inEachWay('keys', ways, (stage) => {
    test('Ctrl-C reaches the command once', async () => {
      const terminal = stage().open(recorder);
      await terminal.waitFor('ready');
      terminal.write(CTRL_C);
      expect((await terminal.exit).exitCode).toBe(7);
      expect(times(terminal.text, 'got SIGINT')).toBe(1);
    });

    test('Ctrl-C under an interactive shell, twice', async () => {
      const terminal = await stage().openBash();
      terminal.write(`${wrapped(recorder)}\r`);
      await terminal.waitFor(/ready \d/);
      terminal.write(CTRL_C);
      await terminal.waitFor('got SIGINT');
      terminal.write(CTRL_C);
      await terminal.waitFor('got SIGINT');
      await terminal.waitFor('$ ');
      expect(await statusIn(terminal)).toBe(7);
      expect(times(terminal.text, 'got SIGINT')).toBe(2);
    });

    test('Ctrl-C ends a plain command: the status is 130', async () => {
      const terminal = await stage().openBash();
      terminal.write(`${long}\r`);
      await terminal.waitFor(running);
      terminal.write(CTRL_C);
      await terminal.waitFor('$ ');
      expect(await statusIn(terminal)).toBe(130);
    });

    test('Ctrl-\\ reaches the command once', async () => {
      const terminal = stage().open(recorder);
      await terminal.waitFor('ready');
      terminal.write(CTRL_BACKSLASH);
      expect((await terminal.exit).exitCode).toBe(7);
      expect(times(terminal.text, 'got SIGQUIT')).toBe(1);
    });

    test('a script stops with a command that Ctrl-C ended, and goes on after one that handled it', async () => {
      const world = stage().world;
      const open = (line: string) =>
        world.openCommand('bash', ['-c', `${line}; echo went on`], { env: stage().env });
      const stopped = open(long);
      await stopped.waitFor(running);
      stopped.write(CTRL_C);
      await stopped.exit;
      expect(stopped.text).not.toContain('went on');

      const handled = open(wrapped(recorder));
      await handled.waitFor('ready');
      handled.write(CTRL_C);
      await handled.waitFor('went on');
    });

    test('Ctrl-Z stops it, jobs shows it, fg brings it back', async () => {
      const terminal = await stage().openBash();
      terminal.write(`${wrapped(recorder)}\r`);
      await terminal.waitFor(/ready \d/);
      terminal.write(CTRL_Z);
      await terminal.waitFor('Stopped');
      await terminal.waitFor('$ ');
      expect(await statusIn(terminal)).toBe(148);
      terminal.write('jobs\r');
      await terminal.waitFor('Stopped');
      terminal.write('fg\r');
      await terminal.waitFor('got SIGCONT');
      terminal.write(CTRL_C);
      await terminal.waitFor('got SIGINT');
      await terminal.waitFor('$ ');
      expect(await statusIn(terminal)).toBe(7);
      expect([times(terminal.text, 'got SIGCONT'), times(terminal.text, 'got SIGINT')]).toEqual([1, 1]);
    });

    test("Ctrl-Z is the command's to ignore", async () => {
      const terminal = await stage().openBash();
      // The signal to the group's leader shows that a mfa-exec which waits is ready for the terminal's.
      const shake = 'trap "echo hands \\"shaken\\"" USR1; kill -USR1 $(ps -o pgid= -p $$)';
      const read = 'until read line; do :; done; echo "still here: $line"';
      terminal.write(`wrap sh -c 'trap "" TSTP; ${shake}; ${read}'\r`);
      await terminal.waitFor('hands shaken');
      terminal.write(`${CTRL_Z}line\r`);
      await terminal.waitFor('still here: line');
      expect(terminal.text).not.toContain('Stopped');
    });

    test('a command in the background is killed by kill %1, not by Ctrl-C', async () => {
      const terminal = await stage().openBash();
      terminal.write(`${long} &\r`);
      await terminal.waitFor(running);
      terminal.write(CTRL_C);
      await terminal.waitFor('$ ');
      terminal.write('kill %1; wait %1; echo "waited=$?="\r');
      await terminal.waitFor('waited=143=');
    });

    test('a closed terminal leaves nobody', async () => {
      const terminal = await stage().openBash();
      terminal.write(`wrap sh -c 'echo "up as $$"; exec sleep 20'\r`);
      const [pid = ''] = /\d+/.exec(await terminal.waitFor(/up as \d+/)) ?? [];
      await terminal.dispose();
      await expect.poll(() => isGone(Number(pid)), { timeout: 20_000 }).toBe(true);
    });
  });

  inEachWay('the screen', ways, (stage) => {
    test('is a terminal of the same size, and grows with it', async () => {
      const terminal = stage().open([
        'sh',
        '-c',
        'test -t 0 && test -t 1 && test -t 2 && stty size; exec "$@"',
        'sh',
        ...recorder,
      ]);
      await terminal.waitFor('24 80');
      await terminal.waitFor('ready');
      terminal.resize(100, 30);
      await terminal.waitFor('got SIGWINCH 100x30');
      terminal.resize(101, 31);
      await terminal.waitFor('got SIGWINCH 101x31');
      terminal.write(CTRL_C);
      await terminal.exit;
      expect(times(terminal.text, 'SIGWINCH')).toBe(2);
    });

    test('takes keys as bytes in raw mode, and what was typed too early', async () => {
      const terminal = stage().open([
        'sh',
        '-c',
        'read early; stty raw; echo "got $early"; head -c 3 | od -An -tx1; stty sane',
      ]);
      terminal.write('typed before\r');
      await terminal.waitFor('got typed before');
      terminal.write(`${CTRL_C}${CTRL_Z}${CTRL_BACKSLASH}`);
      await terminal.waitFor('03 1a 1c');
    });

    test('an interactive shell inside has job control of its own', async () => {
      const terminal = await stage().openBash();
      terminal.write("PS1='outer> '; wrap env PS1='inner> ' bash --norc --noprofile --noediting -i\r");
      await terminal.waitFor('\ninner> ');
      terminal.write(`'${recorder.join("' '")}'\r`);
      await terminal.waitFor(/ready \d/);
      terminal.write(CTRL_Z);
      await terminal.waitFor('Stopped');
      await terminal.waitFor('inner> ');
      terminal.write('fg\r');
      await terminal.waitFor('got SIGCONT');
      terminal.write(CTRL_C);
      await terminal.waitFor('got SIGINT');
      await terminal.waitFor('inner> ');
      terminal.write('exit 9\r');
      await terminal.waitFor('outer> ');
      terminal.write('echo "status=$?="\r');
      await terminal.waitFor('status=9=');
      expect(terminal.text).not.toContain('no job control');
    });
  });

  inEachWay('tools', ways, (stage) => {
    test('make -j hands its jobserver on', async (context) => {
      need(context, 'make');
      const cwd = stage().folder('make');
      writeFileSync(join(cwd, 'Makefile'), 'all:\n\t+@wrap $(MAKE) --no-print-directory -f inner.mk\n');
      writeFileSync(
        join(cwd, 'inner.mk'),
        'all: a b\na b:\n\t@echo $@ $(findstring jobserver,$(MAKEFLAGS))\n',
      );
      const result = await stage().bash('make -j2 2>&1', { cwd });
      expect(result.stdout.split('\n').sort()).toEqual(['', 'a jobserver', 'b jobserver']);
      expect(result.status).toBe(0);
    });

    if (hasOptional('terraform')) {
      test('terraform apply takes one Ctrl-C for one', async () => {
        const shown = await interruptTerraform(stage());
        expect(times(shown, 'Interrupt received')).toBe(1);
        expect(times(shown, 'Two interrupts received')).toBe(0);
        expect(times(shown, 'Gracefully shutting down')).toBe(1);
        expect(existsSync(join(stage().folder('terraform'), '.terraform.tfstate.lock.info'))).toBe(false);
      });
    }
  });
});

/** Applies something that takes two seconds, interrupts it once, and returns what was shown. */
async function interruptTerraform(stage: Stage): Promise<string> {
  const cwd = stage.folder('terraform');
  const command = 'trap \\"\\" INT; echo started; sleep 2; echo finished';
  writeFileSync(
    join(cwd, 'main.tf'),
    `resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "${command}"\n  }\n}\n`,
  );
  writeFileSync(join(cwd, 'terraform.rc'), '');
  const env = { ...stage.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: join(cwd, 'terraform.rc') };
  const script = 'terraform init -no-color >/dev/null && wrap terraform apply -auto-approve -no-color';
  const terminal = stage.world.openCommand('bash', ['-c', script], { env, cwd });
  await terminal.waitFor('local-exec): started', 40_000);
  terminal.write(CTRL_C);
  await terminal.exit;
  return terminal.text;
}
