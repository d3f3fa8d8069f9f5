// No test sees the machine's AWS account, proxies or keychain, not even through a library that looks by itself.
const machine = /^AWS_|^MFA_EXEC_(?!TEST_)|_PROXY$|^NODE_EXTRA_CA_CERTS$|^DBUS_SESSION_BUS_ADDRESS$|^XDG_/i;

for (const name of Object.keys(process.env)) {
  if (machine.test(name)) delete process.env[name];
}
