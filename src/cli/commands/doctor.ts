import { Option } from 'clipanion';
import type { Exit } from '../../base/exit.ts';
import { printableJson } from '../../base/json.ts';
import { examine } from '../../doctor/examine.ts';
import { doctorReport, doctorScreen, isWell } from '../../doctor/screen.ts';
import { refusedVariable } from '../request.ts';
import { AppCommand, flag, value } from './base.ts';

/** `mfa-exec doctor [--json]` */
export class DoctorCommand extends AppCommand {
  static override paths = [['doctor']];

  json = Option.Boolean('--json');
  profile = value('--profile');
  roleArn = value('--role-arn');
  region = value('--region');
  mfaSerial = value('--mfa-serial');
  store = value('--store');
  quiet = flag('--quiet');
  verbose = flag('--verbose');

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.request({
      '--profile': this.profile,
      '--role-arn': this.roleArn,
      '--region': this.region,
      '--mfa-serial': this.mfaSerial,
      '--store': this.store,
      '--quiet': this.quiet,
      '--verbose': this.verbose,
    });
    const findings = await examine(request, await app.doctor(request), refusedVariable(app.env));
    app.stdout.write(
      this.json
        ? printableJson(doctorReport(findings, app.version))
        : doctorScreen(
            findings,
            { quiet: request.quiet, docs: app.stdout.isTerminal ? app.docs() : undefined },
            app.stdout,
          ),
    );
    return { code: isWell(findings) ? 0 : 1 };
  }
}
