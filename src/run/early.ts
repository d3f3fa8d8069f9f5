/** Imported before anything else: loading the other modules takes longer than a signal takes to arrive. */
import { disarm } from './disarm.ts';
import { takeEarlySignals } from './spawn/early-signals.ts';

disarm();
takeEarlySignals();
