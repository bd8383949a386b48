import { portText } from '../../live/first/called.js';
import { type Decided, type FirstRule, rulesOf } from '../../live/first/definition.js';
import type { Survey } from '../../live/first/survey.js';

/** What `init --json` prints, beside the file or the text. */
export function initJson(surveyed: Survey, decided: Decided) {
  return {
    host: decided.host,
    administrators: decided.administrators,
    interfaces: surveyed.devices.map((device) => ({
      device: device.name,
      addresses: device.addresses,
      ssh: device.ssh,
      services: rulesOf(device, decided).map(({ allow, from, programs }) => ({ allow, from, programs })),
    })),
    unnamed: surveyed.unnamed,
    elsewhere: surveyed.elsewhere.map((one) => ({ port: portText(one), address: one.address })),
    forwards: surveyed.forwards,
  };
}

/** What the definition lets in, and what to decide, for eyes. */
export function initText(surveyed: Survey, decided: Decided, file: string | undefined): string {
  const { administrators, host } = decided;
  const rows = surveyed.devices.flatMap((device) => [
    ...device.ssh.map(
      (port) => `  ${device.name}  ssh (tcp/${port}) from ${administrators.join(', ') || 'nobody'}`,
    ),
    ...rulesOf(device, decided).map((rule) => `  ${device.name}  ${ruleText(rule)}`),
  ]);
  const hasSsh = surveyed.devices.some(({ ssh }) => ssh.length > 0);
  return [
    `${host}: what listens here, and who may reach it`,
    ...(rows.length === 0 ? ['  nothing'] : rows),
    ...(hasSsh ? [] : ['No SSH server listens here, so nobody is let in for SSH.']),
    ...(process.geteuid?.() === 0 ? [] : ['Only root can see which programs listen.']),
    ...(surveyed.forwards
      ? ['This machine passes on packets of others, which the definition drops: see its comments.']
      : []),
    ...(file === undefined ? [] : [`Wrote '${file}'. Read it, then: sudo secgroup apply ${file}`]),
  ].join('\n');
}

function ruleText({ allow, from, programs, isClient }: FirstRule): string {
  const who = programs.length === 0 ? '' : ` (${programs.join(', ')})`;
  const why = isClient ? ', as it most likely only asks others' : '';
  return `${allow}${who} from ${from.join(', ') || `nobody${why}`}`;
}
