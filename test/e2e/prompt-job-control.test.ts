import { beforeEach, describe, expect, it } from 'vitest';
import { describeWith, needPosix } from './harness/has.ts';
import { childOf, modes, PromptStage, promptRuntimes, QUESTION, runLine } from './harness/prompt-stage.ts';

const stage = new PromptStage();

describeWith(['bash', 'stty'], 'the prompt under job control', () => {
  // The bash of Git for Windows has stty, and no job control over Windows' programs.
  beforeEach((context) => needPosix(context, 'no job control'));

  describe.each(promptRuntimes)('on $name', ({ path: node }) => {
    it('ends by SIGINT on Ctrl-C, with the terminal as it was', async () => {
      const shell = await stage.openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('12\x03');
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe('status 130');
      expect(await modes(shell)).toBe(before);
    });

    it('lets the script around it hear of Ctrl-C', async () => {
      const shell = await stage.openShell(node);
      shell.write(
        `bash -c 'trap "echo trapped" INT; "$0" "$1" code; echo after' '${node}' '${stage.programFor(node)}'\r`,
      );
      await shell.waitFor(QUESTION);
      shell.write('\x03');
      await shell.waitFor(/trapped\nafter/);
    });

    it.each([
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGUSR1', 138],
      ['SIGINT', 130],
    ])('ends by %s from outside, with the terminal as it was', async (signal, status) => {
      const shell = await stage.openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      const pid = childOf(shell);
      process.kill(pid, signal);
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe(`status ${status}`);
      expect(await modes(shell)).toBe(before);
    });

    it('ends by SIGQUIT on Ctrl-\\, with the terminal as it was', async () => {
      const shell = await stage.openShell(node);
      await runLine(shell, 'ulimit -c 0');
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('\x1c');
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe('status 131');
      expect(await modes(shell)).toBe(before);
    });

    it('stops on Ctrl-Z with the terminal as it was, and asks again after fg', async () => {
      const shell = await stage.openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('12');
      // The terminal drops what nobody has read yet when it sends a signal.
      await shell.waitFor('••');
      shell.write('\x1a');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      expect(await modes(shell)).toBe(before);
      shell.write('fg\r');
      await shell.waitFor(`${QUESTION}••`);
      shell.write('3456\r');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });

    it('is ended by kill %1 while it is stopped', async () => {
      const shell = await stage.openShell(node);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('\x1a');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      await runLine(shell, 'bg; wait %1');
      // While the job is stopped, wait returns at once with 128 and the signal that stopped it.
      const untilGone = 'kill %1; while wait %1 2>&-; S=$?; [ $S -gt 143 ]; do :; done; echo "status $S"';
      expect(await runLine(shell, untilGone)).toContain('status 143');
    });

    it('goes on after SIGSTOP and fg, echo still off', async () => {
      const shell = await stage.openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      process.kill(childOf(shell), 'SIGSTOP');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      shell.write('fg\r');
      await shell.waitFor(QUESTION);
      shell.write('123456\r');
      await shell.waitFor('••••••');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });

    it('is stopped in the background, by bg again, and asks after fg', async () => {
      const shell = await stage.openShell(node);
      const before = await modes(shell);
      await runLine(shell, 'ask code & wait %1');
      expect(await runLine(shell, 'jobs')).toContain('Stopped');
      await runLine(shell, 'bg; wait %1');
      expect(await runLine(shell, 'jobs')).toContain('Stopped');
      expect(shell.text).not.toContain(QUESTION);
      shell.write('fg\r');
      await shell.waitFor(QUESTION);
      shell.write('123456\r');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });
  });
});
