// The least that gets a session in Node: one call of the SDK as it is usually written, which finds the keys itself.
const { GetSessionTokenCommand, STSClient } = require('@aws-sdk/client-sts');

const client = new STSClient({ region: 'eu-central-1' });
const { BENCH_MFA_SERIAL: SerialNumber, BENCH_CODE: TokenCode } = process.env;
void client.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
