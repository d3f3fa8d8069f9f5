/** To be imported before anything else: the modules after it take longer to load than a signal takes to come. */
import { disarm } from './disarm.ts';
import { takeEarlySignals } from './spawn/early-signals.ts';

disarm();
takeEarlySignals();
