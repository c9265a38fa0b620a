/** The page's side of the service worker: registration, the offline switch, and how many requests went to the network. */

interface Answer {
  readonly requests: number;
  readonly offline: boolean;
}

export class Offline {
  #registration: Promise<ServiceWorkerRegistration | null>;

  /** `settled` never rejects: what is kept is fetched after it, so that on a slow line the first lists do not wait for it. */
  constructor(script: string, settled: Promise<unknown>) {
    this.#registration =
      'serviceWorker' in navigator ? this.#register(script, settled) : Promise.resolve(null);
  }

  async #register(
    script: string,
    settled: Promise<unknown>,
  ): Promise<ServiceWorkerRegistration | null> {
    await settled;
    try {
      const registration = await navigator.serviceWorker.register(script, { type: 'module' });
      return (await this.#active(registration)) ? registration : null;
    } catch {
      // Refused by policy or by a private window: the shop works without.
      return null;
    }
  }

  /** Whether the registration has an active worker once a first installation, if one is under way, has ended either way. */
  async #active(registration: ServiceWorkerRegistration): Promise<boolean> {
    const worker = registration.installing ?? registration.waiting;
    if (registration.active !== null || worker === null) return registration.active !== null;
    return new Promise((resolve) => {
      const look = (): void => {
        if (worker.state === 'activated') resolve(true);
        // A file that it wanted to keep could not be had.
        if (worker.state === 'redundant') resolve(false);
      };
      worker.addEventListener('statechange', look);
      look();
    });
  }

  /** Answers when everything for offline use is kept, or can't be. */
  async ready(): Promise<boolean> {
    return (await this.#registration) !== null;
  }

  async #ask(message: {
    readonly type: string;
    readonly offline?: boolean;
  }): Promise<Answer | null> {
    const active = (await this.#registration)?.active;
    if (!active) return null;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<Answer>) => {
        resolve(data);
      };
      active.postMessage(message, [port2]);
    });
  }

  /** Network requests of page and workers that passed the service worker since it was last started. */
  state(): Promise<Answer | null> {
    return this.#ask({ type: 'state' });
  }

  /** While on, nothing reaches the network, whatever the page asks. */
  setOffline(offline: boolean): Promise<Answer | null> {
    return this.#ask({ type: 'offline', offline });
  }
}
