// A `mfa_process`: prints a code that STS has not seen yet, and notes it in a file for the tests.
// node mfa-process.mjs SANDBOX_URL CONTROL_TOKEN FILE
import { appendFileSync } from 'node:fs';

const [url, token = '', file = ''] = process.argv.slice(2);
const response = await fetch(`${url}/_sandbox/code`, {
  method: 'POST',
  headers: { 'x-sandbox-token': token },
});
if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
const { code } = /** @type {{ code: string }} */ (await response.json());
appendFileSync(file, `${code}\n`, { mode: 0o600 });
console.log(code);
