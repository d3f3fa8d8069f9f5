/** Entry point of the executable: the runtime has it compiled already, so there is nothing to keep for the next start. */
import './run/early.ts';
import './bin.ts';
