import process from 'node:process';

/**
 * Keeps warnings off stderr that the caller can do nothing about: the SDK's about the version of Node, and Node's about
 * what libraries do (DEP0123: a TLS server name that is an IP address, of a proxy for one).
 */
export function silenceLibraries(): void {
  // The SDK reads this from the process's own environment, which the command does not inherit.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  (process as { noDeprecation?: boolean }).noDeprecation = true;
}
