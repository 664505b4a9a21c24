/** Waits that can be cut short. */
export interface Alarm {
  /** Ends the wait under way, or else the next one before it begins. */
  ring(): void;
  /** Resolves after the time, or as soon as somebody rings. */
  wait(ms: number): Promise<void>;
}

/** Makes an alarm for one waiting loop. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      rung = false;
      wake = undefined;
    },
  };
}
