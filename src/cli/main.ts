#!/usr/bin/env node
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { run } from './run.ts';
import { Interruption } from './surroundings.ts';

// Whoever reads the output may stop reading, as `head` does; that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// Left alone the runtime lets its heap grow to four times of what lives in it before it cleans up thoroughly. An import
// makes a lot that dies soon; cleaning up at twice costs no time and halves what the process holds.
setFlagsFromString('--heap-growing-percent=100');

let interrupt: AbortController | null = null;

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  // Opened when it is read: a command that asks nothing leaves it alone.
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  listenForInterrupt() {
    if (interrupt) return interrupt.signal;
    const controller = new AbortController();
    interrupt = controller;
    // Once each: a second Ctrl-C ends the process at once, as it would have without us.
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => controller.abort(new Interruption(name)));
    }
    return controller.signal;
  },
});
