// Says which signals arrive, one a line, and ends with status 7 a quarter of a second after the first: what is sent
// twice arrives twice by then.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'];
// Its own listener for a new size must come before the one below.
const { stdout } = process;
let ending = false;

for (const signal of /** @type {NodeJS.Signals[]} */ (signals)) {
  process.on(signal, () => {
    console.log(`got ${signal} ${stdout.isTTY ? stdout.getWindowSize().join('x') : ''}`);
    if (ending || signal === 'SIGWINCH' || signal === 'SIGCONT') return;
    ending = true;
    setTimeout(() => process.exit(7), 250);
  });
}
setTimeout(() => process.exit(99), 30_000);
console.log(`ready ${process.pid}`);
