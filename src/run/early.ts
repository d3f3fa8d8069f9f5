/** To be imported before anything else: the modules after it take longer to load than a signal takes to come. */
import { takeEarlySignals } from './spawn/early-signals.ts';

takeEarlySignals();
