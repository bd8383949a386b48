import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Frame, readFrames } from './frame.js';
import type { Lab, Service } from './lab.js';
import { sendLines } from './packet.js';
import type { LabPlan, Place } from './plan.js';
import { MAX_TAG, type Probe } from './probe.js';
import { end, type Running, startReady } from './process.js';
import { flushCommands, listCommand, readRecording } from './recorder.js';
import { type Finished, SCRIPT } from './run.js';
import { refuseFaults, senderCommand, senderPlace, type TaggedProbe } from './sender.js';
import { setupScript } from './setup.js';
import { inPlace, programEnvironment, UNSHARE } from './shell.js';

/** Builds the namespaces of a plan and keeps them until `close`. */
export async function openLab(plan: LabPlan): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'secgroup-lab-'));
  try {
    return new OpenLab(plan, folder, await startHolder(plan, folder));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The process that holds the namespaces: it builds them and then waits for the end of its input. */
async function startHolder(plan: LabPlan, folder: string) {
  const driver = join(folder, 'driver');
  await writeFile(driver, `${setupScript(plan)}echo ready\nexec cat >/dev/null\n`);
  return startReady([...UNSHARE, 'sh', driver]);
}

class OpenLab implements Lab {
  readonly plan: LabPlan;
  readonly #folder: string;
  readonly #holder: Running;
  readonly #services = new Set<Service>();
  #tag = 0;
  #scripts = 0;

  constructor(plan: LabPlan, folder: string, holder: Running) {
    this.plan = plan;
    this.#folder = folder;
    this.#holder = holder;
  }

  async exec(
    where: Place,
    argv: readonly string[],
    options: { readonly input?: string; readonly seconds?: number } = {},
  ): Promise<Finished> {
    const [program, ...rest] = this.#enter(where, argv);
    const settings = {
      env: programEnvironment(),
      reject: false,
      timeout: (options.seconds ?? 600) * 1_000,
      stripFinalNewline: false,
    } as const;
    const result = await execa(program!, rest, { ...settings, input: options.input ?? '' });
    if (result.exitCode === undefined) throw new Error(result.message);
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  }

  async start(where: Place, argv: readonly string[]): Promise<Service> {
    const running = await startReady(this.#enter(where, argv));
    const service: Service = {
      stop: async () => {
        this.#services.delete(service);
        await end(running);
      },
    };
    this.#services.add(service);
    return service;
  }

  async load(script: string, command: readonly string[] = ['nft', '-f', SCRIPT]): Promise<Finished> {
    this.#scripts += 1;
    const file = join(this.#folder, `script-${this.#scripts}`);
    await writeFile(file, script);
    const argv = command.map((word) => (word === SCRIPT ? file : word));
    return this.exec('host', argv);
  }

  async probe(probes: readonly Probe[]): Promise<ReadonlySet<number>> {
    const tagged = await this.#tagged(probes);
    for (const direction of ['ingress', 'egress', 'forward'] as const) {
      const volley = tagged.filter(({ probe }) => probe.direction === direction);
      if (volley.length > 0) await this.#send(senderPlace(direction), volley);
    }
    const [host, outside] = await Promise.all([
      this.#sure('host', listCommand('host')),
      this.#sure('outside', listCommand('outside')),
    ]);
    const recording = readRecording({ host, outside });
    const arrived = tagged.filter(({ probe, tag }) => recording.arrived(probe.direction, tag));
    return new Set(arrived.map(({ probe }) => probe.id));
  }

  async exchange(probes: readonly Probe[]): Promise<readonly Frame[]> {
    if (probes.some((probe) => probe.direction === 'egress'))
      throw new Error('Only packets from outside have answers');
    return readFrames(this.plan, await this.#send('outside', await this.#tagged(probes), 'capture'));
  }

  async forget(): Promise<void> {
    await this.#sure('host', ['conntrack', '-F']);
  }

  async close(): Promise<void> {
    for (const service of [...this.#services]) await service.stop();
    await end(this.#holder);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Tags never repeat while the recorder remembers them. */
  async #tagged(probes: readonly Probe[]): Promise<readonly TaggedProbe[]> {
    if (this.#tag + probes.length > MAX_TAG) {
      for (const place of ['host', 'outside'] as const) {
        for (const command of flushCommands(place)) await this.#sure(place, command);
      }
      this.#tag = 0;
    }
    return probes.map((probe) => {
      this.#tag += 1;
      return { probe, tag: this.#tag };
    });
  }

  async #send(
    from: Place,
    volley: readonly TaggedProbe[],
    ...options: readonly 'capture'[]
  ): Promise<string> {
    const argv = senderCommand(from, ...options);
    const report = await this.#sure(from, argv, sendLines(this.plan, volley));
    refuseFaults(report, volley);
    return report;
  }

  async #sure(where: Place, argv: readonly string[], input = ''): Promise<string> {
    const { exitCode, stdout, stderr } = await this.exec(where, argv, { input });
    if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return stdout;
  }

  #enter(where: Place, argv: readonly string[]): readonly string[] {
    const into = ['--preserve-credentials', '-U', '-n', '-m', '-t', String(this.#holder.process.pid), '--'];
    return ['nsenter', ...into, ...inPlace(where, argv)];
  }
}
