import koffi from 'koffi';

// No test sees the machine's AWS account, proxies or keychain, not even through a library that looks by itself.
const machine =
  /^AWS_|^MFA_EXEC_(?!TEST_)|_PROXY$|^NODE_EXTRA_CA_CERTS$|^REQUESTS_CA_BUNDLE$|^DBUS_SESSION_BUS_ADDRESS$|^XDG_/i;

const taken = Object.entries(process.env).filter(([name]) => machine.test(name));
for (const [name] of taken) delete process.env[name];
// What npm needs of it: see npmEnv. Files share their process, and only the first finds the variables.
process.env['MFA_EXEC_TEST_MACHINE'] ??= JSON.stringify(Object.fromEntries(taken));

withoutTerminal();

/**
 * Gives this worker, and what it starts, a session of its own: nothing asks at the terminal in which the tests were
 * started. Tests that want a terminal open one of their own. Fails, and changes nothing, where that has been done.
 */
function withoutTerminal(): void {
  if (process.platform === 'win32') return;
  koffi.load(null).func('int setsid()')();
}
